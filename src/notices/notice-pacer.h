/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-presenter.h"

G_BEGIN_DECLS

/* Ten people joining at once are one update, and one person joining is told at once. */
#define NOTICE_PACER_GAP_MS 300

#define NOTICE_TYPE_PACER (notice_pacer_get_type ())
/**
 * NoticePacer: a presenter before another one that keeps updates apart. A new card and the first
 * update after a quiet while go through at once; then there is at most one update in each gap, the
 * one that has waited longest, in its newest words. So a burst costs few calls to the daemon.
 */
G_DECLARE_FINAL_TYPE (NoticePacer, notice_pacer, NOTICE, PACER, GObject)

/* @inner: kept. @gap_ms: at least 1. */
NoticePresenter *notice_pacer_new (NoticePresenter *inner, guint gap_ms);

G_END_DECLS
