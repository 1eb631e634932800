/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "history-db.h"

G_BEGIN_DECLS

typedef enum
{
  HISTORY_OP_CHANGE,
  HISTORY_OP_SPACE,
  HISTORY_OP_INTEND, /* notice, from anew */
  HISTORY_OP_STATE,  /* notice: state, daemon_id and daemon of the one with its key */
} HistoryOpKind;

/**
 * HistoryOp: one thing to write, kept until it is on its way to the disk, so that a failed
 * transaction can be written again from its first op on.
 */
typedef struct
{
  HistoryOpKind kind;
  MeetingChange *change;
  char *space_id;
  char *name;
  HistoryNotice *notice;
} HistoryOp;

HistoryOp *history_op_new_change (MeetingChange *change);
HistoryOp *history_op_new_space (const char *space_id, const char *name);
/* Takes @notice. */
HistoryOp *history_op_new_notice (HistoryOpKind kind, HistoryNotice *notice);
void history_op_free (HistoryOp *op);

/* Writes the rows of @op. HISTORY_ERROR_WRITE or _CORRUPT. */
gboolean history_op_apply (const HistoryOp *op, HistoryDb *db, GError **error);

HistoryNotice *history_notice_copy (const HistoryNotice *notice);

G_END_DECLS
