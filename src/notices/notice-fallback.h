/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-presenter.h"

G_BEGIN_DECLS

#define NOTICE_TYPE_FALLBACK (notice_fallback_get_type ())
/**
 * NoticeFallback: shows cards by the portal, and by a second presenter while there never was a
 * portal: until the first time that it is available, a card that finds none is given to the second
 * too, and belongs to the one that has shown it.
 */
G_DECLARE_FINAL_TYPE (NoticeFallback, notice_fallback, NOTICE, FALLBACK, GObject)

NoticePresenter *notice_fallback_new (NoticePresenter *portal, NoticePresenter *second);

G_END_DECLS
