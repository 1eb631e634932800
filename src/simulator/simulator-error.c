/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-error.h"

G_DEFINE_QUARK (simulator - error - quark, simulator_error)
