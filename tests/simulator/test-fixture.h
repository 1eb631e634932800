/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "simulator-error.h"

G_BEGIN_DECLS

/* The array "cases" of a fixture file in tests/simulator/fixtures/; never NULL. */
JsonArray *test_fixture_load (const char *name);
/* "missing" for SIMULATOR_ERROR_MISSING, and so on. */
const char *test_error_keyword (int code);
/* Whether @actual has at least what @expected has: all its members, and arrays of the same length.
 */
gboolean test_json_contains (JsonNode *actual, JsonNode *expected);

G_END_DECLS
