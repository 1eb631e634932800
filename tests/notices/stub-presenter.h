/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-presenter.h"

G_BEGIN_DECLS

#define STUB_TYPE_PRESENTER (stub_presenter_get_type ())
/**
 * StubPresenter: writes down what it is asked, "show KEY BODY" and so on, separated by ";".
 */
G_DECLARE_FINAL_TYPE (StubPresenter, stub_presenter, STUB, PRESENTER, GObject)

struct _StubPresenter
{
  GObject parent_instance;
  GString *asked;
  guint n_shows;
};

G_END_DECLS
