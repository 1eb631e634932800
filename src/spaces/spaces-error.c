/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"

#include "spaces-error.h"

G_DEFINE_QUARK (spaces - error - quark, spaces_error)
