/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * secret-round-trip store PROFILE SECRET | look-up PROFILE | clear PROFILE
 *
 * A secret kept where accounts will keep theirs: run in the sandbox of the program, with its permissions. Prints the
 * secret that was found; exit status 1 when there is none, 2 when the store cannot be had.
 */
#include <stdio.h>
#include <string.h>

#include <libsecret/secret.h>

static const SecretSchema schema = {
  "io.github.spacestray.SpacesTray",
  SECRET_SCHEMA_NONE,
  { { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  if (argc == 4 && strcmp (argv[1], "store") == 0)
    done = secret_password_store_sync (&schema,
                                       SECRET_COLLECTION_DEFAULT,
                                       "Spaces Tray",
                                       argv[3],
                                       NULL,
                                       &error,
                                       "profile",
                                       argv[2],
                                       NULL);
  else if (argc == 3 && strcmp (argv[1], "look-up") == 0)
    {
      char *secret = secret_password_lookup_sync (&schema, NULL, &error, "profile", argv[2], NULL);

      done = secret != NULL;
      if (secret != NULL)
        printf ("%s\n", secret);
      secret_password_free (secret);
    }
  else if (argc == 3 && strcmp (argv[1], "clear") == 0)
    done = secret_password_clear_sync (&schema, NULL, &error, "profile", argv[2], NULL);
  if (error == NULL)
    return done ? 0 : 1;
  fprintf (stderr, "%s\n", error->message);
  return 2;
}
