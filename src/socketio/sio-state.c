/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-client.h"

G_DEFINE_ENUM_TYPE (SioState,
                    sio_state,
                    G_DEFINE_ENUM_VALUE (SIO_STATE_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (SIO_STATE_AUTHORIZING, "authorizing"),
                    G_DEFINE_ENUM_VALUE (SIO_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (SIO_STATE_OPENING, "opening"),
                    G_DEFINE_ENUM_VALUE (SIO_STATE_JOINING, "joining"),
                    G_DEFINE_ENUM_VALUE (SIO_STATE_JOINED, "joined"),
                    G_DEFINE_ENUM_VALUE (SIO_STATE_WAITING, "waiting"))

G_DEFINE_ENUM_TYPE (SioReason,
                    sio_reason,
                    G_DEFINE_ENUM_VALUE (SIO_REASON_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_LEFT, "left"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_CREDENTIALS, "credentials"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_UNREACHABLE, "unreachable"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_TLS, "tls"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_CONNECT_TIMEOUT, "connect-timeout"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_JOIN_TIMEOUT, "join-timeout"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_HTTP_UNAUTHORIZED, "http-unauthorized"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_HTTP_REFUSED, "http-refused"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_NAMESPACE_REFUSED, "namespace-refused"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_WRONG_GENERATION, "wrong-generation"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_SERVER_CLOSED, "server-closed"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_KICKED, "kicked"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_PING_TIMEOUT, "ping-timeout"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_TOO_BIG, "too-big"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_PROTOCOL, "protocol"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_SUSPENDED, "suspended"),
                    G_DEFINE_ENUM_VALUE (SIO_REASON_NETWORK_CHANGED, "network-changed"))

G_DEFINE_ENUM_TYPE (SioGeneration,
                    sio_generation,
                    G_DEFINE_ENUM_VALUE (SIO_GENERATION_3, "3"),
                    G_DEFINE_ENUM_VALUE (SIO_GENERATION_4, "4"))

/* The names are static, so they outlive the class they are found in. */
static const char *
get_nick (GType type, int value)
{
  GEnumClass *enum_class = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (enum_class, value);
  const char *nick = found != NULL ? found->value_nick : "unknown";

  g_type_class_unref (enum_class);
  return nick;
}

const char *
sio_state_to_string (SioState state)
{
  return get_nick (SIO_TYPE_STATE, (int)state);
}

const char *
sio_reason_to_string (SioReason reason)
{
  return get_nick (SIO_TYPE_REASON, (int)reason);
}
