/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"
#include "config.h"

#include "spaces-asker.h"

#define UNPACED 20
/* Events keep coming while we ask: after so many answers in vain, a pause. */
#define STALE_MAX 3
#define RETRY_FACTOR_MAX 10
/* So many spaces that fail in a row are no longer a matter of one space. */
#define FAILURES_MAX 5

typedef enum
{
  STATE_QUEUED,
  STATE_UNDER_WAY,
  STATE_WAITING, /* timer: asked again */
  STATE_DONE,
} State;

typedef struct
{
  SpacesAsker *asker;
  char *id;
  State state;
  gboolean answered; /* since the last reset, at least once */
  gboolean stale;    /* while under way: something came in that the answer may not know of */
  gboolean refused;
  gboolean failing; /* not answered, and refused or failed twice */
  guint stale_answers;
  guint failures; /* in a row */
  GSource *timer;
  GCancellable
      *cancellable; /* of the request under way; a callback that is not cancelled may touch us */
} Question;

struct _SpacesAsker
{
  const SioClock *clock;
  SpacesApi *api;
  SpacesTimes times;
  SpacesAskerFuncs funcs;
  gpointer user_data;
  GHashTable *questions; /* id -> Question, owned */
  GQueue first;          /* of Question, QUEUED, without an answer; not owned */
  GQueue again;          /* likewise, with one */
  guint under_way;
  guint answered; /* questions that are */
  guint failing;
  guint sent;
  gint64 next_send; /* boot time, microseconds */
  GSource *pump;
  guint failures;       /* spaces that failed in a row without an answer in between */
  guint pauses;         /* likewise */
  gboolean turned_away; /* the last failure was no fault of the service: it wants another token, or
                           peace */
  GSource *pause;
};

static void arm_pump (SpacesAsker *self);

static GQueue *
get_queue (Question *question)
{
  return question->answered ? &question->asker->again : &question->asker->first;
}

/* The one writer of a question's state; keeps queues and counts, cancels what is left behind. */
static void
set_state (Question *question, State state)
{
  SpacesAsker *self = question->asker;

  if (question->state == state)
    return;
  sio_clock_clear_timer (&question->timer);
  if (question->state == STATE_QUEUED)
    g_queue_remove (get_queue (question), question);
  if (question->state == STATE_UNDER_WAY)
    {
      self->under_way--;
      g_clear_object (&question->cancellable);
    }
  question->state = state;
  if (state == STATE_QUEUED)
    g_queue_push_tail (get_queue (question), question);
  if (state == STATE_UNDER_WAY)
    {
      self->under_way++;
      question->stale = FALSE;
      question->cancellable = g_cancellable_new ();
    }
}

/* Keeps what a failure or an answer has changed. */
static void
update_failing (Question *question)
{
  gboolean failing = !question->answered && (question->refused || question->failures >= 2);

  if (failing && !question->failing)
    question->asker->failing++;
  if (!failing && question->failing)
    question->asker->failing--;
  question->failing = failing;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_cancellable_cancel (question->cancellable);
  set_state (question, STATE_DONE);
  if (question->failing)
    question->asker->failing--;
  sio_clock_clear_timer (&question->timer);
  g_free (question->id);
  g_free (question);
}

SpacesAsker *
spaces_asker_new (const SioClock *clock,
                  SpacesApi *api,
                  const SpacesTimes *times,
                  const SpacesAskerFuncs *funcs,
                  gpointer user_data)
{
  SpacesAsker *self = g_new0 (SpacesAsker, 1);

  self->clock = clock;
  self->api = g_object_ref (api);
  self->times = *times;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->questions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, question_free);
  g_queue_init (&self->first);
  g_queue_init (&self->again);
  return self;
}

void
spaces_asker_free (SpacesAsker *self)
{
  spaces_asker_reset (self);
  g_hash_table_unref (self->questions);
  g_object_unref (self->api);
  g_free (self);
}

void
spaces_asker_reset (SpacesAsker *self)
{
  sio_clock_clear_timer (&self->pump);
  sio_clock_clear_timer (&self->pause);
  g_queue_clear (&self->first);
  g_queue_clear (&self->again);
  g_hash_table_remove_all (self->questions);
  self->answered = 0;
  self->sent = 0;
  self->next_send = 0;
  self->pauses = 0;
  self->failures = 0;
  self->turned_away = FALSE;
}

static guint
get_retry_delay (SpacesAsker *self, guint failures)
{
  guint factor = failures > 4 ? RETRY_FACTOR_MAX : 1u << (MAX (failures, 1) - 1);

  return self->times.ask_retry * MIN (factor, RETRY_FACTOR_MAX);
}

static gboolean
on_try_again (gpointer user_data)
{
  Question *question = user_data;

  sio_clock_clear_timer (&question->timer);
  set_state (question, STATE_QUEUED);
  arm_pump (question->asker);
  return G_SOURCE_REMOVE;
}

static void
ask_later (Question *question, guint delay)
{
  set_state (question, STATE_WAITING);
  question->timer = sio_clock_add_timer (question->asker->clock, delay, on_try_again, question);
}

static gboolean
on_pause_over (gpointer user_data)
{
  SpacesAsker *self = user_data;

  sio_clock_clear_timer (&self->pause);
  arm_pump (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_turned_away (const GError *error)
{
  return g_error_matches (error, SPACES_ERROR, SPACES_ERROR_UNAUTHORIZED)
         || g_error_matches (error, SPACES_ERROR, SPACES_ERROR_RATE_LIMITED)
         || g_error_matches (error, SPACES_ERROR, SPACES_ERROR_TOKEN_FILE);
}

/* Failures that any other question would meet as well: by their kind, or because several different
 * spaces have failed in a row. */
static gboolean
is_of_service (Question *question, const GError *error)
{
  SpacesAsker *self = question->asker;

  if (self->turned_away || g_error_matches (error, SPACES_ERROR, SPACES_ERROR_UNREACHABLE)
      || g_error_matches (error, SPACES_ERROR, SPACES_ERROR_TLS)
      || g_error_matches (error, SPACES_ERROR, SPACES_ERROR_URL))
    return TRUE;
  if (question->refused)
    return FALSE;
  return self->pauses > 0 || (question->failures == 1 && ++self->failures >= FAILURES_MAX);
}

/* A token that was refused is not tried more often than once a minute. */
static void
pause_all (SpacesAsker *self, const GError *error)
{
  guint least = g_error_matches (error, SPACES_ERROR, SPACES_ERROR_UNAUTHORIZED) ? 2 : 1;

  if (self->pause != NULL)
    return;
  self->pauses = MAX (self->pauses + 1, least);
  self->pause = sio_clock_add_timer (
      self->clock, get_retry_delay (self, self->pauses), on_pause_over, self);
}

static void
take_failure (Question *question, const GError *error)
{
  SpacesAsker *self = question->asker;

  g_debug ("Space %s could not be asked: %s", question->id, error->message);
  question->failures++;
  question->refused = g_error_matches (error, SPACES_ERROR, SPACES_ERROR_FORBIDDEN);
  update_failing (question);
  self->turned_away = is_turned_away (error);
  if (!is_of_service (question, error))
    ask_later (question, get_retry_delay (self, question->failures));
  else
    {
      set_state (question, STATE_QUEUED);
      pause_all (self, error);
    }
  arm_pump (self);
  self->funcs.failed (self->user_data, question->id, error);
}

/* The answer was overtaken by an event. */
static void
take_stale (Question *question)
{
  SpacesAsker *self = question->asker;

  if (++question->stale_answers % STALE_MAX == 0)
    ask_later (question, self->times.ask_retry);
  else
    {
      set_state (question, STATE_QUEUED);
      spaces_asker_hurry (self, question->id);
    }
  arm_pump (self);
}

static void
take_answer (Question *question, MeetingEvent *event)
{
  SpacesAsker *self = question->asker;

  set_state (question, STATE_DONE);
  question->failures = 0;
  question->stale_answers = 0;
  question->refused = FALSE;
  if (!question->answered)
    self->answered++;
  question->answered = TRUE;
  update_failing (question);
  arm_pump (self);
  self->funcs.answered (self->user_data, event);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MeetingEvent) event
      = spaces_api_get_active_meeting_finish (SPACES_API (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (event != NULL)
    {
      question->asker->pauses = 0;
      question->asker->failures = 0;
      question->asker->turned_away = FALSE;
    }
  if (event == NULL)
    take_failure (question, error);
  else if (question->stale)
    take_stale (question);
  else
    take_answer (question, event);
}

static void
ask (SpacesAsker *self, Question *question)
{
  self->sent++;
  self->next_send
      = sio_clock_boot_time (self->clock) + self->times.ask_pace * G_GINT64_CONSTANT (1000);
  set_state (question, STATE_UNDER_WAY);
  spaces_api_get_active_meeting_async (
      self->api, question->id, question->cancellable, on_answer, question);
}

static gboolean
on_pump (gpointer user_data)
{
  SpacesAsker *self = user_data;
  guint limit = self->pauses > 0 ? 1 : MAX (1, self->times.ask_concurrency);

  sio_clock_clear_timer (&self->pump);
  while (self->pause == NULL && self->under_way < limit
         && (self->sent < UNPACED || sio_clock_boot_time (self->clock) >= self->next_send))
    {
      Question *question = g_queue_peek_head (&self->first);

      if (question == NULL)
        question = g_queue_peek_head (&self->again);
      if (question == NULL)
        break;
      ask (self, question);
    }
  if (self->under_way < limit)
    arm_pump (self);
  return G_SOURCE_REMOVE;
}

/* Asking begins in the main loop, so that who adds questions can still order them. */
static void
arm_pump (SpacesAsker *self)
{
  guint delay = self->sent < UNPACED ? 0 : sio_clock_ms_until (self->clock, self->next_send);

  if (self->pump != NULL || self->pause != NULL
      || (g_queue_is_empty (&self->first) && g_queue_is_empty (&self->again)))
    return;
  self->pump = sio_clock_add_timer (self->clock, delay, on_pump, self);
}

void
spaces_asker_add (SpacesAsker *self, const char *space_id)
{
  Question *question;

  if (g_hash_table_contains (self->questions, space_id))
    return;
  question = g_new0 (Question, 1);
  question->asker = self;
  question->id = g_strdup (space_id);
  question->state = STATE_QUEUED;
  g_hash_table_insert (self->questions, question->id, question);
  g_queue_push_tail (&self->first, question);
  arm_pump (self);
}

void
spaces_asker_remove (SpacesAsker *self, const char *space_id)
{
  Question *question = g_hash_table_lookup (self->questions, space_id);

  if (question == NULL)
    return;
  if (question->answered)
    self->answered--;
  g_hash_table_remove (self->questions, space_id);
  arm_pump (self);
}

void
spaces_asker_hurry (SpacesAsker *self, const char *space_id)
{
  Question *question = g_hash_table_lookup (self->questions, space_id);

  if (question == NULL || question->state != STATE_QUEUED)
    return;
  g_queue_remove (get_queue (question), question);
  g_queue_push_head (get_queue (question), question);
}

void
spaces_asker_note_event (SpacesAsker *self, const char *space_id)
{
  Question *question = g_hash_table_lookup (self->questions, space_id);

  if (question != NULL && question->state == STATE_UNDER_WAY)
    question->stale = TRUE;
}

void
spaces_asker_ask_again (SpacesAsker *self, const char *space_id)
{
  Question *question = g_hash_table_lookup (self->questions, space_id);

  if (question == NULL)
    return;
  switch (question->state)
    {
    case STATE_UNDER_WAY:
      question->stale = TRUE;
      break;
    case STATE_DONE:
      set_state (question, STATE_QUEUED);
      arm_pump (self);
      break;
    case STATE_QUEUED:
    case STATE_WAITING:
      break;
    }
}

gboolean
spaces_asker_is_answered (SpacesAsker *self, const char *space_id)
{
  Question *question = g_hash_table_lookup (self->questions, space_id);

  return question != NULL && question->answered;
}

gboolean
spaces_asker_is_failing (SpacesAsker *self, const char *space_id)
{
  Question *question = g_hash_table_lookup (self->questions, space_id);

  return question != NULL && !question->answered && (question->failing || self->pauses >= 2);
}

gboolean
spaces_asker_is_hopeless (SpacesAsker *self, const char *space_id)
{
  return !self->turned_away && spaces_asker_is_failing (self, space_id);
}

guint
spaces_asker_get_failing (SpacesAsker *self)
{
  return self->pauses >= 2 ? g_hash_table_size (self->questions) - self->answered : self->failing;
}

guint
spaces_asker_get_answered (SpacesAsker *self)
{
  return self->answered;
}
