/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-roster.h"

/* Far above the 1000 people a meeting of the service holds: only a broken server gets there. */
#define MAX_PEOPLE 5000
/* People remembered after they left; beyond it those who are gone are forgotten together. */
#define MAX_REMEMBERED 8192

typedef struct
{
  MeetingAttendee *attendee; /* as last told, with the sessions held; NULL before the first time */
  guint unnamed;             /* devices without a session id */
  gboolean present;
  gboolean counted;           /* in people_seen */
  MeetingTime moved_modified; /* modified_at of the event that brought or took the person */
  MeetingTime newest_join;    /* the latest join time told, of any device */

  /* What the list being applied says; valid when round is the roster's. */
  guint round;
  MeetingAttendee *told;
  guint told_unnamed;
} Person;

struct _MeetingRoster
{
  GHashTable *people; /* id -> Person */
  GPtrArray *present; /* (element-type Person) in order of arrival */
  guint seen;
  guint round;
  MeetingTime list_modified; /* modified_at of the newest full list */
};

static void
person_free (Person *person)
{
  g_clear_pointer (&person->attendee, meeting_attendee_unref);
  g_clear_pointer (&person->told, meeting_attendee_unref);
  g_free (person);
}

MeetingRoster *
meeting_roster_new (const Meeting *meeting)
{
  MeetingRoster *roster = g_new0 (MeetingRoster, 1);

  roster->people
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)person_free);
  roster->present = g_ptr_array_new ();
  roster->list_modified = MEETING_TIME_UNKNOWN;
  if (meeting != NULL)
    {
      g_autoptr (MeetingEvent) event
          = meeting_event_new (MEETING_EVENT_FOUND, meeting->space_id, meeting->started_at);

      event->attendees = g_ptr_array_ref (meeting->attendees);
      meeting_roster_apply (roster, event, NULL, NULL);
      roster->seen = MAX (roster->seen, meeting->people_seen);
    }
  return roster;
}

void
meeting_roster_free (MeetingRoster *roster)
{
  g_ptr_array_unref (roster->present);
  g_hash_table_unref (roster->people);
  g_free (roster);
}

static gboolean
same_sessions (char **a, char **b)
{
  guint length_a = a != NULL ? g_strv_length (a) : 0;
  guint length_b = b != NULL ? g_strv_length (b) : 0;

  if (length_a != length_b)
    return FALSE;
  return length_a == 0 || g_strv_equal ((const char *const *)a, (const char *const *)b);
}

static gboolean
has_sessions (const MeetingAttendee *attendee)
{
  return attendee->sessions != NULL && attendee->sessions[0] != NULL;
}

static gboolean
has_session (const MeetingAttendee *attendee, const char *session)
{
  return attendee->sessions != NULL
         && g_strv_contains ((const char *const *)attendee->sessions, session);
}

/* A session of @told that @known does not have. */
static gboolean
tells_new_session (const MeetingAttendee *told, const MeetingAttendee *known)
{
  for (guint i = 0; told->sessions != NULL && told->sessions[i] != NULL; i++)
    if (!has_session (known, told->sessions[i]))
      return TRUE;
  return FALSE;
}

static gboolean
shares_session (const MeetingAttendee *a, const MeetingAttendee *b)
{
  for (guint i = 0; a->sessions != NULL && a->sessions[i] != NULL; i++)
    if (has_session (b, a->sessions[i]))
      return TRUE;
  return FALSE;
}

/* The sessions of @a, as many as are kept of @b besides, or those of @a without those of @b.
 * (transfer full) */
static char **
combine_sessions (const MeetingAttendee *a, const MeetingAttendee *b, gboolean without)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint length = 0;

  for (guint i = 0; a->sessions != NULL && a->sessions[i] != NULL; i++)
    {
      if (without && has_session (b, a->sessions[i]))
        continue;
      g_strv_builder_add (builder, a->sessions[i]);
      length++;
    }
  for (guint i = 0; !without && b->sessions != NULL && b->sessions[i] != NULL; i++)
    {
      if (length >= MEETING_SESSIONS_MAX || has_session (a, b->sessions[i]))
        continue;
      g_strv_builder_add (builder, b->sessions[i]);
      length++;
    }
  return g_strv_builder_end (builder);
}

static MeetingAttendee *
with_sessions (const MeetingAttendee *attendee, char **sessions)
{
  return meeting_attendee_new (attendee->id,
                               attendee->name,
                               attendee->kind,
                               attendee->joined_at,
                               (const char *const *)sessions);
}

/* @told over @known: what is not told stays as it was. Returns @known itself when nothing differs.
 * @keep_devices: @told is one more device, which came later than the person. */
static MeetingAttendee *
merge_attendee (MeetingAttendee *known,
                const MeetingAttendee *told,
                char **sessions,
                gboolean keep_devices)
{
  const char *name = told->name != NULL ? told->name : known->name;
  MeetingTime joined_at = known->joined_at;

  if (told->joined_at != MEETING_TIME_UNKNOWN
      && (!keep_devices || joined_at == MEETING_TIME_UNKNOWN))
    joined_at = told->joined_at;

  if (g_strcmp0 (name, known->name) == 0 && told->kind == known->kind
      && joined_at == known->joined_at && same_sessions (sessions, known->sessions))
    return meeting_attendee_ref (known);
  return meeting_attendee_new (
      known->id, name, told->kind, joined_at, (const char *const *)sessions);
}

static Person *
ensure_person (MeetingRoster *roster, const char *id)
{
  Person *person = g_hash_table_lookup (roster->people, id);

  if (person == NULL)
    {
      person = g_new0 (Person, 1);
      person->moved_modified = MEETING_TIME_UNKNOWN;
      person->newest_join = MEETING_TIME_UNKNOWN;
      g_hash_table_insert (roster->people, g_strdup (id), person);
    }
  return person;
}

static gboolean
is_older (MeetingTime a, MeetingTime b)
{
  return a != MEETING_TIME_UNKNOWN && b != MEETING_TIME_UNKNOWN && a < b;
}

/* Whether @told is the stay that @person has already ended. */
static gboolean
is_ended_stay (const Person *person, const MeetingAttendee *told)
{
  const MeetingAttendee *gone = person->attendee;

  if (gone == NULL || person->present)
    return FALSE;
  if (told->joined_at == MEETING_TIME_UNKNOWN || person->newest_join == MEETING_TIME_UNKNOWN)
    return FALSE;
  return told->joined_at <= person->newest_join && !tells_new_session (told, gone);
}

gboolean
meeting_roster_is_old (MeetingRoster *roster, const MeetingEvent *event)
{
  const MeetingAttendee *told = event->attendee;
  const Person *person;

  if (is_older (event->modified_at, roster->list_modified))
    return TRUE;
  if (told == NULL)
    return FALSE;
  person = g_hash_table_lookup (roster->people, told->id);
  if (person == NULL || person->attendee == NULL)
    return FALSE;
  if (is_older (event->modified_at, person->moved_modified))
    return TRUE;

  if (event->kind == MEETING_EVENT_ATTENDEE_ADDED)
    return is_ended_stay (person, told) && !is_older (person->moved_modified, event->modified_at);
  if (event->kind != MEETING_EVENT_ATTENDEE_LEFT)
    return FALSE;
  if (!person->present)
    return is_ended_stay (person, told);
  /* Without sessions the join times tell the stays, or the devices, apart: a newer one goes on. */
  if (event->attendees == NULL && !has_sessions (told) && !has_sessions (person->attendee)
      && is_older (told->joined_at, person->newest_join))
    return TRUE;
  return is_older (told->joined_at, person->attendee->joined_at)
         && !shares_session (told, person->attendee);
}

/* Notes what the list or the single person of an event says of one person. */
static Person *
note_told (MeetingRoster *roster, GPtrArray *told_people, MeetingAttendee *told, gboolean single)
{
  Person *person = ensure_person (roster, told->id);

  if (person->round != roster->round)
    {
      person->round = roster->round;
      g_clear_pointer (&person->told, meeting_attendee_unref);
      person->told = meeting_attendee_ref (told);
      person->told_unnamed = has_sessions (told) ? 0 : 1;
      g_ptr_array_add (told_people, person);
      return person;
    }

  if (has_sessions (told) && tells_new_session (told, person->told))
    {
      g_auto (GStrv) sessions = combine_sessions (person->told, told, FALSE);
      MeetingAttendee *merged = with_sessions (person->told, sessions);

      meeting_attendee_unref (person->told);
      person->told = merged;
      /* The single person names the device that the list left unnamed. */
      if (single)
        person->told_unnamed = 0;
    }
  else if (!has_sessions (told) && !single)
    {
      person->told_unnamed++;
    }
  return person;
}

static gboolean
arrive (MeetingRoster *roster, Person *person, const MeetingEvent *event, GPtrArray *joined)
{
  if (roster->present->len >= MAX_PEOPLE)
    return FALSE;
  g_clear_pointer (&person->attendee, meeting_attendee_unref);
  person->attendee = g_steal_pointer (&person->told);
  person->unnamed = person->told_unnamed;
  person->present = TRUE;
  person->moved_modified = event->modified_at;
  person->newest_join = MAX (person->newest_join, person->attendee->joined_at);
  if (!person->counted)
    roster->seen++;
  person->counted = TRUE;
  g_ptr_array_add (roster->present, person);
  if (joined != NULL)
    g_ptr_array_add (joined, meeting_attendee_ref (person->attendee));
  return TRUE;
}

/* What is told of somebody who is in: names, times, devices. @keep_devices: devices not told are
 * still there, as when one more device is reported alone. */
static gboolean
update (Person *person, gboolean keep_devices)
{
  g_auto (GStrv) sessions = NULL;
  MeetingAttendee *merged;
  guint unnamed = person->told_unnamed;
  gboolean changed;

  if (!has_sessions (person->told))
    {
      /* Once in the list, or more often, and no sessions told: known ones stay, others are counted.
       */
      if (keep_devices)
        unnamed = MAX (person->unnamed, unnamed);
      if (unnamed <= 1)
        sessions = g_strdupv (person->attendee->sessions);
      if (unnamed <= 1 && has_sessions (person->attendee))
        unnamed = person->unnamed;
    }
  else if (keep_devices)
    {
      /* A new session is taken for the one that had no name so far: else it would never leave. */
      unnamed = person->unnamed;
      if (unnamed > 0 && tells_new_session (person->told, person->attendee))
        unnamed--;
      sessions = combine_sessions (person->attendee, person->told, FALSE);
    }
  else
    {
      sessions = g_strdupv (person->told->sessions);
    }

  person->newest_join = MAX (person->newest_join, person->told->joined_at);
  merged = merge_attendee (person->attendee, person->told, sessions, keep_devices);
  changed = merged != person->attendee;
  meeting_attendee_unref (person->attendee);
  person->attendee = merged;
  person->unnamed = unnamed;
  g_clear_pointer (&person->told, meeting_attendee_unref);
  return changed;
}

/* Takes those who are gone out of the order of arrival. */
static void
drop_absent (MeetingRoster *roster)
{
  guint kept = 0;

  for (guint i = 0; i < roster->present->len; i++)
    {
      Person *person = g_ptr_array_index (roster->present, i);

      if (person->present)
        g_ptr_array_index (roster->present, kept++) = person;
    }
  g_ptr_array_set_size (roster->present, (int)kept);
}

static gboolean
is_forgettable (gpointer key, gpointer value, gpointer user_data)
{
  return !((Person *)value)->present;
}

/* One device less. @prior: how many devices were known before the event; with @from_list the list
 * may already have counted the device out. Returns whether the person is out. Changes sessions,
 * unnamed. */
static gboolean
take_device (const MeetingAttendee *leaver,
             char ***sessions,
             guint *unnamed,
             gboolean from_list,
             guint prior)
{
  guint named = *sessions != NULL ? g_strv_length (*sessions) : 0;

  if (has_sessions (leaver))
    {
      g_autoptr (MeetingAttendee) held = with_sessions (leaver, *sessions);
      char **rest = combine_sessions (held, leaver, TRUE);
      guint left = g_strv_length (rest);

      g_strfreev (*sessions);
      *sessions = rest;
      if (left < named || (named > 0 && *unnamed == 0))
        return left == 0 && *unnamed == 0;
      named = left;
    }
  if (from_list && named + *unnamed < prior)
    return named + *unnamed == 0;
  if (*unnamed > 0)
    (*unnamed)--;
  else if (named > 0)
    g_clear_pointer (&(*sessions)[--named], g_free);
  return named + *unnamed == 0;
}

static guint
count_devices (const Person *person)
{
  if (!person->present)
    return 0;
  return person->unnamed
         + (person->attendee->sessions != NULL ? g_strv_length (person->attendee->sessions) : 0);
}

/* The leave of one person, with the event's list (if any) noted already. */
static MeetingChangeFlags
apply_leaver (MeetingRoster *roster, const MeetingEvent *event, GPtrArray *told_people)
{
  MeetingAttendee *leaver = event->attendee;
  Person *person = ensure_person (roster, leaver->id);
  gboolean in_list = event->attendees != NULL && person->round == roster->round;
  g_auto (GStrv) sessions = NULL;
  guint unnamed;

  if (event->attendees != NULL && !in_list && person->present)
    return 0; /* gone from the list: whoever is not told leaves */
  if (!in_list && !person->present)
    {
      /* Never heard of, or gone: remembered, so that a late arrival of this stay is recognised. */
      MeetingAttendee *gone = meeting_attendee_ref (leaver);

      g_clear_pointer (&person->attendee, meeting_attendee_unref);
      person->attendee = gone;
      person->moved_modified = event->modified_at;
      person->newest_join = MAX (person->newest_join, leaver->joined_at);
      return 0;
    }

  if (in_list && (has_sessions (person->told) || person->told_unnamed > 1 || !person->present))
    {
      sessions = g_strdupv (person->told->sessions);
      unnamed = person->told_unnamed;
    }
  else
    {
      sessions = g_strdupv (person->attendee->sessions);
      unnamed = person->unnamed;
      /* In the list once without sessions, known with several unnamed devices: one of them went. */
      if (in_list && unnamed > 1)
        unnamed = 1;
    }

  if (take_device (leaver, &sessions, &unnamed, in_list, count_devices (person)))
    {
      person->round = roster->round - 1; /* not told: leaves, or does not arrive */
      if (in_list)
        g_ptr_array_remove (told_people, person);
      if (!person->present)
        {
          g_clear_pointer (&person->attendee, meeting_attendee_unref);
          person->attendee = meeting_attendee_ref (leaver);
          person->newest_join = MAX (person->newest_join, leaver->joined_at);
        }
      return 0;
    }

  if (in_list)
    {
      MeetingAttendee *told = with_sessions (person->told, sessions);

      meeting_attendee_unref (person->told);
      person->told = told;
      person->told_unnamed = unnamed;
      return 0;
    }
  person->round = roster->round;
  person->unnamed = unnamed;
  if (!same_sessions (sessions, person->attendee->sessions))
    {
      MeetingAttendee *kept = with_sessions (person->attendee, sessions);

      meeting_attendee_unref (person->attendee);
      person->attendee = kept;
      return MEETING_CHANGE_DETAILS;
    }
  return 0;
}

/* Whoever is in and was not told, leaves. */
static MeetingChangeFlags
apply_absence (MeetingRoster *roster, const MeetingEvent *event, GPtrArray *left)
{
  MeetingTime moment = MEETING_TIME_UNKNOWN;
  gboolean someone = FALSE;

  /* The list of an arrival was made when that person came: it cannot name those who came after. */
  if (event->kind == MEETING_EVENT_ATTENDEE_ADDED && event->attendee != NULL)
    moment = event->attendee->joined_at;

  for (guint i = 0; i < roster->present->len; i++)
    {
      Person *person = g_ptr_array_index (roster->present, i);

      if (person->round == roster->round || is_older (moment, person->attendee->joined_at))
        continue;
      if (event->attendees == NULL
          && (event->attendee == NULL || !g_str_equal (event->attendee->id, person->attendee->id)))
        continue;
      person->present = FALSE;
      person->moved_modified = event->modified_at;
      if (left != NULL)
        g_ptr_array_add (left, meeting_attendee_ref (person->attendee));
      someone = TRUE;
    }
  if (!someone)
    return 0;
  drop_absent (roster);
  return MEETING_CHANGE_LEFT;
}

MeetingChangeFlags
meeting_roster_apply (MeetingRoster *roster,
                      const MeetingEvent *event,
                      GPtrArray *joined,
                      GPtrArray *left)
{
  g_autoptr (GPtrArray) told_people = g_ptr_array_new ();
  gboolean exact = event->kind == MEETING_EVENT_FOUND;
  gboolean additions_only = event->kind == MEETING_EVENT_STARTED;
  MeetingChangeFlags flags = 0;

  roster->round += 2;
  for (guint i = 0; event->attendees != NULL && i < event->attendees->len; i++)
    note_told (roster, told_people, g_ptr_array_index (event->attendees, i), FALSE);
  if (event->kind == MEETING_EVENT_ATTENDEE_ADDED && event->attendee != NULL)
    note_told (roster, told_people, event->attendee, TRUE);
  if (event->kind == MEETING_EVENT_ATTENDEE_LEFT && event->attendee != NULL)
    flags |= apply_leaver (roster, event, told_people);

  for (guint i = 0; i < told_people->len; i++)
    {
      Person *person = g_ptr_array_index (told_people, i);
      gboolean subject
          = event->attendee != NULL && g_str_equal (event->attendee->id, person->told->id);

      if (person->present)
        {
          if (update (person, additions_only || (subject && event->attendees == NULL)))
            flags |= MEETING_CHANGE_DETAILS;
        }
      else if ((exact || subject || !is_ended_stay (person, person->told))
               && arrive (roster, person, event, joined))
        {
          flags |= MEETING_CHANGE_JOINED;
        }
    }

  if (!additions_only && (event->attendees != NULL || event->kind == MEETING_EVENT_ATTENDEE_LEFT))
    flags |= apply_absence (roster, event, left);
  /* The event of a recording tells when the recording was modified. */
  if (event->attendees != NULL && event->kind != MEETING_EVENT_RECORDING_STARTED)
    roster->list_modified = MAX (roster->list_modified, event->modified_at);
  if (g_hash_table_size (roster->people) > MAX_REMEMBERED)
    g_hash_table_foreach_remove (roster->people, is_forgettable, NULL);
  return flags;
}

void
meeting_roster_count (MeetingRoster *roster, GPtrArray *attendees)
{
  for (guint i = 0; i < attendees->len; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (attendees, i);
      Person *person = ensure_person (roster, attendee->id);

      if (!person->counted)
        roster->seen++;
      person->counted = TRUE;
    }
}

gboolean
meeting_roster_is_empty (MeetingRoster *roster)
{
  return roster->present->len == 0;
}

void
meeting_roster_fill (MeetingRoster *roster, Meeting *meeting)
{
  g_ptr_array_set_size (meeting->attendees, 0);
  for (guint i = 0; i < roster->present->len; i++)
    {
      const Person *person = g_ptr_array_index (roster->present, i);

      g_ptr_array_add (meeting->attendees, meeting_attendee_ref (person->attendee));
    }
  meeting->people_seen = roster->seen;
}
