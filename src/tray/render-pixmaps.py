#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""Draws one SVG in several sizes as StatusNotifierItem's IconPixmap wants it.

The output is the pixels of all sizes one after the other, ARGB32 in network byte order, colours
not premultiplied, rows from the top; nothing else, since the reader knows the sizes.
"""
import argparse
import struct
import subprocess
import sys
import zlib

SIGNATURE = b'\x89PNG\r\n\x1a\n'
BYTES_PER_PIXEL = 4  # 8 bits each of red, green, blue, alpha: what rsvg-convert writes


def read_chunks(png):
    """Yields (type, data) of each chunk; PNG specification, section 5.3."""
    if not png.startswith(SIGNATURE):
        raise ValueError('not a PNG')
    at = len(SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack_from('>I4s', png, at)
        yield kind, png[at + 8:at + 8 + length]
        at += 12 + length


def paeth(left, above, corner):
    """The predictor of filter type 4; PNG specification, section 9.4."""
    guess = left + above - corner
    distances = abs(guess - left), abs(guess - above), abs(guess - corner)
    return (left, above, corner)[distances.index(min(distances))]


def unfilter(kind, line, above):
    """Undoes the filter of one row in place; PNG specification, section 9.2."""
    for i in range(len(line)):
        left = line[i - BYTES_PER_PIXEL] if i >= BYTES_PER_PIXEL else 0
        corner = above[i - BYTES_PER_PIXEL] if i >= BYTES_PER_PIXEL else 0
        guess = (0, left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner))[kind]
        line[i] = (line[i] + guess) & 0xff


def decode(png, size):
    """The RGBA bytes of a square picture."""
    data = b''
    for kind, chunk in read_chunks(png):
        if kind == b'IHDR' and struct.unpack('>IIBBBBB', chunk) != (size, size, 8, 6, 0, 0, 0):
            raise ValueError('not %d×%d pixels of 8-bit RGBA' % (size, size))
        if kind == b'IDAT':
            data += chunk
    raw = zlib.decompress(data)
    stride = size * BYTES_PER_PIXEL
    pixels, above = bytearray(), bytearray(stride)
    for row in range(size):
        start = row * (stride + 1)
        line = bytearray(raw[start + 1:start + 1 + stride])
        unfilter(raw[start], line, above)
        pixels += line
        above = line
    return pixels


def to_argb(rgba):
    argb = bytearray(len(rgba))
    for channel, place in enumerate((1, 2, 3, 0)):
        argb[place::BYTES_PER_PIXEL] = rgba[channel::BYTES_PER_PIXEL]
    return argb


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--rsvg-convert', default='rsvg-convert', metavar='PROGRAM')
    parser.add_argument('--size', type=int, action='append', required=True)
    parser.add_argument('svg')
    parser.add_argument('output')
    options = parser.parse_args()
    with open(options.output, 'wb') as output:
        for size in options.size:
            png = subprocess.run([options.rsvg_convert, '--width', str(size), '--height', str(size),
                                  '--format', 'png', options.svg],
                                 check=True, stdout=subprocess.PIPE).stdout
            output.write(to_argb(decode(png, size)))
    return 0


if __name__ == '__main__':
    sys.exit(main())
