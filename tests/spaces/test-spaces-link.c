/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */

/* Which addresses may be opened, and how the service's own are read. Every line is a test of its
 * own. */

#include <string.h>

#include "spaces-link.h"

#define WEB "https://spaces.avayacloud.com"
#define DEMO "http://127.0.0.1:8123"

typedef struct
{
  const char *name;
  const char *url; /* NULL is an input too */
  gboolean allowed;
} AllowCase;

static const AllowCase allow_cases[] = {
  { "avaya", "https://spaces.avayacloud.com/r/1", TRUE },
  { "avaya-deep", "https://a.b.avayacloud.com/r", TRUE },
  { "avaya-uppercase", "HTTPS://Spaces.AvayaCloud.COM/r", TRUE },
  { "avaya-port-443", "https://spaces.avayacloud.com:443/r", TRUE },
  { "avaya-query-and-fragment", "https://spaces.avayacloud.com/r?a=1&b=@#x", TRUE },
  { "avaya-at-in-path", "https://spaces.avayacloud.com/u/ann@example.com", TRUE },
  { "avaya-words-outside-ascii-in-path", "https://spaces.avayacloud.com/r/Übung.mp4", TRUE },
  { "storage", "https://storage.googleapis.com/bucket/r.mp4", TRUE },
  { "extra-host", "https://media.example.org/r.mp4", TRUE },
  { "extra-host-uppercase", "https://MEDIA.example.org/r.mp4", TRUE },
  { "extra-origin", "http://127.0.0.1:8123/recordings/1", TRUE },
  { "extra-origin-bare", "http://127.0.0.1:8123", TRUE },
  { "null", NULL, FALSE },
  { "empty", "", FALSE },
  { "words", "watch it here", FALSE },
  { "relative", "/r/1", FALSE },
  { "scheme-relative", "//spaces.avayacloud.com/r", FALSE },
  { "scheme-without-slashes", "https:spaces.avayacloud.com/r", FALSE },
  { "three-slashes", "https:///spaces.avayacloud.com/r", FALSE },
  { "http", "http://spaces.avayacloud.com/r", FALSE },
  { "wss", "wss://spaces.avayacloud.com/r", FALSE },
  { "ftp", "ftp://spaces.avayacloud.com/r", FALSE },
  { "javascript", "javascript:alert(1)", FALSE },
  { "javascript-with-host", "javascript://spaces.avayacloud.com/%0aalert(1)", FALSE },
  { "data", "data:text/html,hello", FALSE },
  { "file", "file:///etc/passwd", FALSE },
  { "file-with-host", "file://spaces.avayacloud.com/etc/passwd", FALSE },
  { "httpsx", "httpsx://spaces.avayacloud.com/r", FALSE },
  { "user-info", "https://ann@spaces.avayacloud.com/r", FALSE },
  { "user-info-hides-host", "https://spaces.avayacloud.com@evil.example/r", FALSE },
  { "user-info-with-password", "https://ann:secret@spaces.avayacloud.com/r", FALSE },
  { "user-info-empty", "https://@spaces.avayacloud.com/r", FALSE },
  { "other-host", "https://evil.example/spaces.avayacloud.com", FALSE },
  { "apex", "https://avayacloud.com/r", FALSE },
  { "suffix-without-dot", "https://evilavayacloud.com/r", FALSE },
  { "suffix-continued", "https://spaces.avayacloud.com.evil.example/r", FALSE },
  { "storage-subdomain", "https://x.storage.googleapis.com/r", FALSE },
  { "extra-host-subdomain", "https://x.media.example.org/r", FALSE },
  { "trailing-dot", "https://spaces.avayacloud.com./r", FALSE },
  { "leading-dot", "https://.avayacloud.com/r", FALSE },
  { "two-dots", "https://spaces..avayacloud.com/r", FALSE },
  { "other-port", "https://spaces.avayacloud.com:8443/r", FALSE },
  { "port-80", "https://spaces.avayacloud.com:80/r", FALSE },
  { "port-too-big", "https://spaces.avayacloud.com:65979/r", FALSE },
  { "port-no-number", "https://spaces.avayacloud.com:x/r", FALSE },
  { "lookalike-cyrillic", "https://spaces.avayаcloud.com/r", FALSE },
  { "lookalike-punycode", "https://spaces.xn--avaycloud-6fg.com/r", FALSE },
  { "ideographic-dot", "https://evil.example。avayacloud.com/r", FALSE },
  { "full-width-slash", "https://evil.example／.avayacloud.com/r", FALSE },
  { "host-percent-encoded", "https://spaces%2eavayacloud.com/r", FALSE },
  { "host-percent-slash", "https://evil.example%2f.avayacloud.com/r", FALSE },
  { "backslash", "https://evil.example\\.avayacloud.com/r", FALSE },
  { "backslash-in-path", "https://spaces.avayacloud.com/\\evil.example", FALSE },
  { "newline", "https://spaces.avayacloud.com/r\nx", FALSE },
  { "carriage-return", "https://spaces.avayacloud.com/r\r\nHost: evil.example", FALSE },
  { "tab-in-scheme", "ht\ttps://spaces.avayacloud.com/r", FALSE },
  { "leading-space", " https://spaces.avayacloud.com/r", FALSE },
  { "space-in-host", "https://evil.example .avayacloud.com/r", FALSE },
  { "not-utf8", "https://spaces.avayacloud.com/\xff", FALSE },
  { "loopback-other-port", "http://127.0.0.1:8124/r", FALSE },
  { "loopback-no-port", "http://127.0.0.1/r", FALSE },
  { "loopback-other-name", "http://localhost:8123/r", FALSE },
  { "loopback-https", "https://127.0.0.1:8123/r", FALSE },
  { "ip-address", "https://[2001:db8::1]/r", FALSE },
};

static void
test_allows (gconstpointer data)
{
  const AllowCase *self = data;
  const char *const hosts[] = { "Media.example.org", NULL };
  g_autoptr (SpacesLinks) links = spaces_links_new (WEB, hosts, DEMO);
  g_autoptr (MeetingRecording) recording
      = meeting_recording_new ("r1", "harbour", MEETING_RECORDING_READY);
  g_autofree char *target = NULL;

  g_assert_cmpint (spaces_links_allows (links, self->url), ==, self->allowed);

  recording->link = g_strdup (self->url);
  target = spaces_links_dup_recording (links, recording);
  g_assert_cmpstr (target, ==, self->allowed ? self->url : WEB "/spaces/harbour");
}

typedef enum
{
  API,
  SOCKET,
  WEB_PAGE
} Service;

typedef struct
{
  const char *name;
  Service service;
  const char *url;
  const char *wanted; /* NULL: SPACES_ERROR_URL */
} NormalizeCase;

static const NormalizeCase normalize_cases[] = {
  { "api", API, "https://spacesapis.avayacloud.com/api", "https://spacesapis.avayacloud.com/api" },
  { "api-slashes", API, "https://api.example.org/api//", "https://api.example.org/api" },
  { "api-deep", API, "https://example.org/spaces/api", "https://example.org/spaces/api" },
  { "api-case", API, "HTTPS://API.Example.org/api", "https://api.example.org/api" },
  { "api-port", API, "https://api.example.org:8443/api", "https://api.example.org:8443/api" },
  { "api-usual-port", API, "https://api.example.org:443/api", "https://api.example.org/api" },
  { "api-around-white-space",
    API,
    " https://api.example.org/api\n",
    "https://api.example.org/api" },
  { "api-loopback", API, "http://127.0.0.1:8080/api/", "http://127.0.0.1:8080/api" },
  { "api-loopback-name", API, "http://localhost/api", "http://localhost/api" },
  { "api-loopback-far", API, "http://127.9.8.7:1/api", "http://127.9.8.7:1/api" },
  { "api-loopback-ipv6", API, "http://[::1]:8080/api", "http://[::1]:8080/api" },
  { "api-http", API, "http://api.example.org/api", NULL },
  { "api-http-like-loopback", API, "http://127.0.0.1.example.org/api", NULL },
  { "api-http-like-loopback-short", API, "http://127.evil/api", NULL },
  { "api-http-localhost-suffix", API, "http://localhost.example.org/api", NULL },
  { "api-http-not-in-range", API, "http://127.0.0.256/api", NULL },
  { "api-without-api", API, "https://api.example.org", NULL },
  { "api-version-after", API, "https://api.example.org/api/v2", NULL },
  { "api-api-in-name", API, "https://api.example.org/xapi", NULL },
  { "api-query", API, "https://api.example.org/api?x=1", NULL },
  { "api-query-hides-api", API, "https://api.example.org/?/api", NULL },
  { "api-fragment", API, "https://api.example.org/api#x", NULL },
  { "api-user-info", API, "https://ann:secret@api.example.org/api", NULL },
  { "api-wss", API, "wss://api.example.org/api", NULL },
  { "api-no-scheme", API, "api.example.org/api", NULL },
  { "api-no-host", API, "https:///api", NULL },
  { "api-empty", API, "", NULL },
  { "api-not-utf8", API, "https://api.example.org/\xff/api", NULL },
  { "socket-wss", SOCKET, "wss://socket.example.org", "https://socket.example.org" },
  { "socket-https-slash", SOCKET, "https://socket.example.org/", "https://socket.example.org" },
  { "socket-chat", SOCKET, "wss://socket.example.org/chat", "https://socket.example.org" },
  { "socket-chat-slash", SOCKET, "wss://socket.example.org/chat/", "https://socket.example.org" },
  { "socket-port", SOCKET, "wss://socket.example.org:9443", "https://socket.example.org:9443" },
  { "socket-loopback", SOCKET, "ws://127.0.0.1:4000/chat", "http://127.0.0.1:4000" },
  { "socket-ws", SOCKET, "ws://socket.example.org", NULL },
  { "socket-path", SOCKET, "wss://socket.example.org/other", NULL },
  { "socket-chat-deeper", SOCKET, "wss://socket.example.org/a/chat", NULL },
  { "socket-query", SOCKET, "wss://socket.example.org/?EIO=4", NULL },
  { "web", WEB_PAGE, "https://spaces.avayacloud.com/", WEB },
  { "web-path", WEB_PAGE, "https://example.org/rooms/", "https://example.org/rooms" },
  { "web-http", WEB_PAGE, "http://spaces.avayacloud.com", NULL },
  { "web-javascript", WEB_PAGE, "javascript:alert(1)", NULL },
  { "web-file", WEB_PAGE, "file:///srv/web", NULL },
};

static void
test_normalize (gconstpointer data)
{
  const NormalizeCase *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  switch (self->service)
    {
    case API:
      url = spaces_url_normalize_api (self->url, &error);
      break;
    case SOCKET:
      url = spaces_url_normalize_socket (self->url, &error);
      break;
    case WEB_PAGE:
      url = spaces_url_normalize_web (self->url, &error);
      break;
    }
  g_assert_cmpstr (url, ==, self->wanted);
  if (self->wanted != NULL)
    {
      g_assert_no_error (error);
    }
  else
    {
      g_assert_error (error, SPACES_ERROR, SPACES_ERROR_URL);
      g_assert_cmpuint (strlen (error->message), >, 10);
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
test_space_page (void)
{
  g_autoptr (SpacesLinks) links = spaces_links_new (WEB "/", NULL, NULL);
  g_autofree char *plain = spaces_links_dup_space (links, "64c0a71be2d94f0012ab3401");
  g_autofree char *strange = spaces_links_dup_space (links, "a/b?c#d e&é");

  g_assert_cmpstr (plain, ==, WEB "/spaces/64c0a71be2d94f0012ab3401");
  g_assert_cmpstr (strange, ==, WEB "/spaces/a%2Fb%3Fc%23d%20e%26%C3%A9");
}

/* An extra origin without encryption is for this computer alone. */
static void
test_extra_origin (void)
{
  g_autoptr (SpacesLinks) far = spaces_links_new (WEB, NULL, "http://media.example.org");
  g_autoptr (SpacesLinks) secure = spaces_links_new (WEB, NULL, "https://media.example.org:8443");
  g_autoptr (SpacesLinks) broken = spaces_links_new (WEB, NULL, "nonsense");

  g_assert_false (spaces_links_allows (far, "http://media.example.org/r"));
  g_assert_true (spaces_links_allows (secure, "https://media.example.org:8443/r"));
  g_assert_false (spaces_links_allows (secure, "https://media.example.org/r"));
  g_assert_false (spaces_links_allows (broken, "nonsense"));
  g_assert_true (spaces_links_allows (broken, WEB "/r"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (allow_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/spaces-link/allows/%s", allow_cases[i].name);

      g_test_add_data_func (path, &allow_cases[i], test_allows);
    }
  for (guint i = 0; i < G_N_ELEMENTS (normalize_cases); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/spaces-link/normalize/%s", normalize_cases[i].name);

      g_test_add_data_func (path, &normalize_cases[i], test_normalize);
    }
  g_test_add_func ("/spaces-link/space-page", test_space_page);
  g_test_add_func ("/spaces-link/extra-origin", test_extra_origin);
  return g_test_run ();
}
