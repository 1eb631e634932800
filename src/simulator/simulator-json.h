/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "simulator-error.h"

G_BEGIN_DECLS

#define SIMULATOR_JSON_MAX_DEPTH 32

/**
 * SimulatorReader: reads the members of one JSON object and remembers the first thing wrong with
 * it, so that the caller asks for everything and looks for the error once, in
 * simulator_reader_finish(). A member nobody asked for is an error too: it is a slip of the pen.
 * "comment" is allowed anywhere.
 */
typedef struct
{
  JsonObject *object;
  char *place;       /* "timeline[3]"; "" for the whole file */
  guint line;        /* where the object ends in the file; 0 for unknown */
  GHashTable *asked; /* names asked for; static or living as long as the reader */
  GError *error;
} SimulatorReader;

/* @place: (transfer full). */
void simulator_reader_init (SimulatorReader *reader, JsonObject *object, char *place, guint line);
void simulator_reader_clear (SimulatorReader *reader);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimulatorReader, simulator_reader_clear)

gboolean simulator_reader_has (SimulatorReader *reader, const char *name);
/* NULL when it is not there. (transfer none) */
const char *simulator_reader_get_string (SimulatorReader *reader, const char *name);
const char *simulator_reader_need_string (SimulatorReader *reader, const char *name);
double simulator_reader_get_number (SimulatorReader *reader,
                                    const char *name,
                                    double fallback,
                                    double least,
                                    double most);
gboolean
simulator_reader_get_boolean (SimulatorReader *reader, const char *name, gboolean fallback);
/* The index of the text in the NULL-terminated @keywords. */
int simulator_reader_get_keyword (SimulatorReader *reader,
                                  const char *name,
                                  const char *const *keywords,
                                  int fallback);
/* A text or an array of texts; NULL when it is not there. (transfer full) */
char **simulator_reader_get_strings (SimulatorReader *reader, const char *name);
/* An array of objects; NULL when it is not there. (transfer none) */
JsonArray *simulator_reader_get_objects (SimulatorReader *reader, const char *name);
JsonObject *simulator_reader_get_object (SimulatorReader *reader, const char *name);
JsonNode *simulator_reader_get_node (SimulatorReader *reader, const char *name);
/* Remembers an error about member @name (NULL: about the object), unless there is one already. */
void simulator_reader_fail (SimulatorReader *reader,
                            SimulatorError code,
                            const char *name,
                            const char *format,
                            ...) G_GNUC_PRINTF (4, 5);
/* FALSE with the first error. Call it once, last. */
gboolean simulator_reader_finish (SimulatorReader *reader, GError **error);

/* FALSE when @text nests deeper than SIMULATOR_JSON_MAX_DEPTH; json-glib recurses without a limit.
 */
gboolean simulator_json_depth_ok (const char *text, gsize length);
/* An error of json-glib about text, with the line told as elsewhere here: "line 2: ...". */
void simulator_json_propagate_error (const GError *inner, GError **error);
/* The object in @text; an error of SIMULATOR_ERROR. (transfer full) */
JsonNode *simulator_json_parse_object (const char *text, gssize length, GError **error);
/* One line of text. (transfer full) */
char *simulator_json_to_text (JsonNode *node);

G_END_DECLS
