/* Replaying a journal. Which events change a state is found once, by comparing
 * what each VM says with what it said before; so that stepping needs no copy of
 * the past: to go back, all is fed again up to there. */
#include <weft/replay.h>

#include <string.h>
#include <weft/error.h>
#include <weft/file.h>
#include <weft/limits.h>
#include "replay_model.h"

typedef struct {
    gint64 at;
    const char *line;
    bool stop; /* a state changes */
} Event;

struct WfReplay {
    char *name, *text;
    GArray *events; /* Event */
    GArray *stops;  /* guint: events that are stops */
    WfProgress *progress;
    guint first, next; /* first: of what is played; next: not fed yet */
    gint64 now;
    GHashTable *manifests; /* VM -> WfManifest, the latest of each */
};

/* ---- reading ---- */

/* "name state attempt" of all components: what is to change for a stop. */
static char *states_of(const json_t *payload)
{
    GString *s = g_string_new(NULL);
    const char *name;
    json_t *entry;

    json_object_foreach (json_object_get(payload, "c"), name, entry) {
        const char *state = json_string_value(json_array_get(entry, 0));
        json_int_t attempt =
            json_integer_value(json_object_get(json_array_get(entry, 2), "attempt"));
        g_string_append_printf(s, "%s %s %d\n", name, state ? state : "", (int)attempt);
    }
    return g_string_free(s, FALSE);
}

/* Does this event tell something new? @said: by "kind VM". */
static bool is_news(GHashTable *said, const char *kind, const char *vm, const json_t *payload)
{
    if (g_str_equal(kind, "outcome"))
        return g_strcmp0(json_string_value(json_object_get(payload, "status")), "failed") == 0;
    if (!vm || (!g_str_equal(kind, "st") && !g_str_equal(kind, "up")))
        return false;
    char *key = g_strdup_printf("%s %s", kind, vm);
    char *now = g_str_equal(kind, "st") ? states_of(payload)
                                        : g_strdup(json_is_object(payload) ? "up" : "away");
    const char *before = g_hash_table_lookup(said, key);
    g_autofree char *of_st = g_strconcat("st ", vm, NULL);
    /* That an agent is there says nothing until it has spoken. */
    bool spoken = g_str_equal(kind, "st") || g_hash_table_contains(said, of_st);
    bool news = spoken && g_strcmp0(before, now) != 0;
    g_hash_table_replace(said, key, now);
    return news;
}

static void keep_manifest(WfReplay *r, const char *vm, const json_t *payload)
{
    g_autofree char *text = json_is_object(payload) ? wf_json_canonical(payload) : NULL;
    WfManifest *m = text && vm ? wf_manifest_parse(text, strlen(text), vm, NULL) : NULL;

    if (m)
        g_hash_table_replace(r->manifests, g_strdup(vm), m);
}

typedef struct {
    WfReplay *replay;
    GHashTable *said; /* what each VM said last, by "kind VM" */
} Reading;

static bool take_line(const char *line, gpointer data, GError **error)
{
    const Reading *reading = data;
    WfReplay *r = reading->replay;
    json_auto_t *event = wf_json_parse(line, strlen(line), WF_LIMIT_MANIFEST_BYTES, "event", error);
    const char *kind = json_string_value(json_object_get(event, "event"));
    const char *vm = json_string_value(json_object_get(event, "vm"));
    const json_t *payload = json_object_get(event, "payload");

    if (!event)
        return false;
    if (!kind) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "it is not an event of a run");
        return false;
    }
    gint64 at = json_integer_value(json_object_get(event, "at"));
    Event e = {.at = CLAMP(at, 0, WF_LIMIT_TIME_MS), .line = line};
    if (r->events->len) /* clocks may be set back; a replay's does not run backwards */
        e.at = MAX(e.at, g_array_index(r->events, Event, r->events->len - 1).at);
    if (g_str_equal(kind, "manifest"))
        keep_manifest(r, vm, payload);
    /* As long as nothing is known to run, there is nothing to look at. */
    e.stop = is_news(reading->said, kind, vm, payload) && g_hash_table_size(r->manifests);
    if (e.stop)
        g_array_append_val(r->stops, r->events->len);
    g_array_append_val(r->events, e);
    return true;
}

static bool take_lines(WfReplay *r, GError **error)
{
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Reading reading = {r, said};

    if (!wf_progress_journal_read(r->name, r->text, take_line, &reading, error))
        return false;
    if (r->events->len)
        return true;
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "%s: there is no event in it", r->name);
    return false;
}

/* ---- the clock ---- */

static const Event *at(const WfReplay *r, guint i)
{
    return &g_array_index(r->events, Event, i);
}

/* A line that says nothing about anything known is passed over, as a viewer does. */
static void feed_to(WfReplay *r, guint end)
{
    gint64 ignored;

    for (; r->next < end; r->next++)
        wf_progress_feed_line(r->progress, at(r, r->next)->line, &ignored, NULL);
}

static void go_to(WfReplay *r, guint end)
{
    if (end < r->next) {
        wf_progress_free(r->progress);
        r->progress = wf_progress_new(r->name);
        r->next = 0;
    }
    feed_to(r, end);
}

WfReplay *wf_replay_parse(const char *name, const char *text, gsize len, GError **error)
{
    g_autoptr(WfReplay) r = g_new0(WfReplay, 1);

    r->name = g_strdup(name);
    r->text = g_strndup(text, len);
    r->events = g_array_new(FALSE, FALSE, sizeof(Event));
    r->stops = g_array_new(FALSE, FALSE, sizeof(guint));
    r->manifests =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)wf_manifest_free);
    r->progress = wf_progress_new(name);
    if (!take_lines(r, error))
        return NULL;
    r->first = r->stops->len ? g_array_index(r->stops, guint, 0) : 0;
    r->now = at(r, r->first)->at;
    feed_to(r, r->first);
    return g_steal_pointer(&r);
}

WfReplay *wf_replay_new(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = wf_file_read(path, WF_LIMIT_FILE_BYTES, error);
    gsize len;
    const char *text = bytes ? g_bytes_get_data(bytes, &len) : NULL;

    return bytes ? wf_replay_parse(path, text ? text : "", len, error) : NULL;
}

void wf_replay_free(WfReplay *r)
{
    if (!r)
        return;
    wf_progress_free(r->progress);
    g_array_unref(r->events);
    g_array_unref(r->stops);
    g_hash_table_unref(r->manifests);
    g_free(r->name);
    g_free(r->text);
    g_free(r);
}

WfProgress *wf_replay_progress(const WfReplay *r)
{
    return r->progress;
}

gint64 wf_replay_began(const WfReplay *r)
{
    return at(r, r->first)->at;
}

gint64 wf_replay_end(const WfReplay *r)
{
    return at(r, r->events->len - 1)->at;
}

gint64 wf_replay_now(const WfReplay *r)
{
    return r->now;
}

/* How many of the stops lie before event @i. */
static guint stops_before(const WfReplay *r, guint i)
{
    guint low = 0, high = r->stops->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(r->stops, guint, middle) < i)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

guint wf_replay_step_number(const WfReplay *r)
{
    return stops_before(r, r->next);
}

guint wf_replay_n_steps(const WfReplay *r)
{
    return r->stops->len;
}

/* How many events happened until @now. At the very beginning that of the first stop has not. */
static guint events_until(const WfReplay *r, gint64 now)
{
    guint low = r->first, high = now > wf_replay_began(r) ? r->events->len : low;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (at(r, middle)->at <= now)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool wf_replay_seek(WfReplay *r, gint64 now)
{
    guint before = r->next;

    r->now = CLAMP(now, wf_replay_began(r), wf_replay_end(r));
    go_to(r, events_until(r, r->now));
    return r->next != before;
}

bool wf_replay_step(WfReplay *r, bool forward)
{
    guint k = stops_before(r, r->next);

    if (forward ? k == r->stops->len : !k)
        return false;
    guint stop = forward ? g_array_index(r->stops, guint, k)
                 : k > 1 ? g_array_index(r->stops, guint, k - 2)
                         : r->first;
    go_to(r, forward || k > 1 ? stop + 1 : stop);
    r->now = at(r, stop)->at;
    return true;
}

char *wf_replay_model(const WfReplay *r)
{
    return wf_replay_model_text(r->manifests);
}
