/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-presenter.h"

G_BEGIN_DECLS

/* Writes down every signal of @presenter at the end of @log: "shown KEY NUMBER DAEMON;", "failed
 * KEY no-daemon;", "closed KEY;", "action KEY ID TOKEN;", "available;", "unavailable;". */
void presenter_log_listen (NoticePresenter *presenter, GString *log);

G_END_DECLS
