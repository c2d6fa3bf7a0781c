/* The value of the selected zNode: its stat, and what it says beside what it
 * should say. It is read when the cursor has rested for a moment, so that walking
 * over thousands of rows does not leave thousands of watches behind. */
#include "znodes.h"

#include <string.h>

#define REST_MS 120

static guint mark(gpointer data, const char *needle)
{
    ZnodeValue *v = data;
    guint n = wf_diff_view_search(v->diff, needle), in_text = wf_text_view_search(v->text, needle);
    return v->as_difference ? n : in_text;
}

static bool next(gpointer data, bool forward)
{
    ZnodeValue *v = data;
    return v->as_difference ? wf_diff_view_next_match(v->diff, forward)
                            : wf_text_view_next(v->text, forward);
}

void value_init(ZnodeValue *v, WfApp *app, void (*changed)(gpointer data), gpointer data)
{
    *v = (ZnodeValue){.app = app, .changed = changed, .user = data};
    v->text = wf_text_view_new();
    v->diff = wf_diff_view_new();
    wf_seek_init(&v->seek, app, mark, next, v);
}

static void set_reading(ZnodeValue *v, bool reading)
{
    if (v->reading != reading)
        wf_app_busy(v->app, reading ? 1 : -1);
    v->reading = reading;
}

static void forget(ZnodeValue *v)
{
    set_reading(v, false);
    g_clear_handle_id(&v->timer, g_source_remove);
    if (v->store)
        wf_store_forget(v->store, v);
    v->store = NULL;
    v->comparison = NULL;
    v->read = false;
    g_clear_pointer(&v->data, g_bytes_unref);
    g_clear_pointer(&v->path, g_free);
}

void value_clear(ZnodeValue *v)
{
    forget(v);
    g_clear_pointer(&v->text, wf_text_view_free);
    g_clear_pointer(&v->diff, wf_diff_view_free);
    wf_seek_clear(&v->seek);
}

/* --- what it says --- */

static char *text_of(const ZnodeValue *v, GBytes *bytes)
{
    gsize len = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;
    return wf_znode_text(v->path, data ? data : "", len);
}

/* What is there, the whole of it or what the comparison saw. */
static GBytes *found_value(const ZnodeValue *v)
{
    return v->data ? v->data : v->comparison ? wf_comparison_found(v->comparison, v->path) : NULL;
}

static void say(ZnodeValue *v)
{
    GBytes *expected = v->comparison ? wf_comparison_expected(v->comparison, v->path) : NULL;
    GBytes *found = found_value(v);
    g_autofree char *old = text_of(v, found), *new = text_of(v, expected);
    v->as_difference = expected && found && strcmp(old, new) != 0;
    if (v->as_difference)
        wf_diff_view_set(v->diff, old, new, 3);
    wf_text_view_set(v->text, found || !expected ? old : new, -1);
    wf_seek_again(&v->seek);
    v->changed(v->user);
}

/* --- reading it --- */

static gboolean on_rest(gpointer data);

static void read_soon(ZnodeValue *v)
{
    if (v->timer || !wf_store_is_connected(v->store))
        return;
    v->timer = g_timeout_add(REST_MS, on_rest, v);
    set_reading(v, true);
}

void value_again(ZnodeValue *v)
{
    if (v->path && v->store)
        read_soon(v);
}

static void on_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer data)
{
    (void)store;
    ZnodeValue *v = data;
    if (event != WF_WATCH_LOST && g_strcmp0(path, v->path) == 0)
        read_soon(v);
}

static void on_value(WfStore *store, const WfReply *reply, gpointer data)
{
    (void)store;
    ZnodeValue *v = data;
    if (g_strcmp0(reply->path, v->path) != 0)
        return;
    set_reading(v, v->timer != 0);
    if (reply->rc == WF_RC_UNKNOWN || reply->rc == WF_RC_DOWN || reply->rc == WF_RC_CLOSED)
        return;
    v->read = true;
    v->rc = reply->rc;
    g_clear_pointer(&v->data, g_bytes_unref);
    if (reply->rc == WF_RC_OK) {
        v->data = g_bytes_new(reply->data, reply->size);
        v->stat = *reply->stat;
    }
    say(v);
}

static gboolean on_rest(gpointer data)
{
    ZnodeValue *v = data;
    v->timer = 0;
    if (v->store && v->path && wf_store_is_connected(v->store)) {
        v->since = wf_store_info(v->store)->since;
        wf_store_get(v->store, v->path, on_watch, on_value, v);
    } else {
        set_reading(v, false);
    }
    return G_SOURCE_REMOVE;
}

/* It was read over this connection, or will be, and a watch tells when it changes. What could not
 * be read has none. */
static bool is_followed(const ZnodeValue *v)
{
    if (v->timer)
        return true;
    bool known = v->reading || (v->read && v->rc == WF_RC_OK);
    return known && v->since == wf_store_info(v->store)->since;
}

void value_show(ZnodeValue *v, WfStore *store, const char *path, const WfComparison *comparison,
                WfDifference difference)
{
    bool same = g_strcmp0(path, v->path) == 0 && store == v->store;
    if (!same) {
        g_autofree char *copy = g_strdup(path);
        forget(v);
        v->path = g_steal_pointer(&copy);
        v->store = store;
    }
    v->comparison = comparison;
    v->difference = difference;
    if (v->path)
        say(v);
    if (v->path && store && !is_followed(v))
        read_soon(v);
}

/* --- painting --- */

typedef struct {
    WfGrid *grid;
    WfRect rect; /* what is left */
    guint attr;
} Pen;

static void G_GNUC_PRINTF(3, 4) line(Pen *pen, WfRole role, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    if (pen->rect.height <= 0)
        return;
    wf_grid_text(pen->grid, pen->rect.x + 1, pen->rect.y, pen->rect.width - 1, text, role,
                 pen->attr);
    pen->rect.y++;
    pen->rect.height--;
}

/* Long paths are cut in the middle: their ends tell them apart. */
static char *short_path(const char *path, int width)
{
    gsize len = strlen(path), keep = (gsize)MAX(width - 4, 8);
    if (len <= keep + 3)
        return g_strdup(path);
    const char *tail = path + len - keep * 2 / 3;
    return g_strdup_printf("%.*s...%s", (int)(keep / 3), path, tail);
}

/* A script's screens do not depend on the clock. */
static void say_when(Pen *pen, const ZnodeValue *v, const char *word, gint64 ms, gint64 zxid)
{
    if (!wf_app_has_terminal(v->app))
        return;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(ms / 1000);
    g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S") : g_strdup("?");
    line(pen, WF_ROLE_DIM, "%s %s, zxid 0x%" G_GINT64_MODIFIER "x", word, text, zxid);
}

static void say_stat(Pen *pen, const ZnodeValue *v)
{
    const WfStat *s = &v->stat;
    line(pen, WF_ROLE_DIM, "version %d, %d byte%s, %d child%s", s->version, s->data_len,
         s->data_len == 1 ? "" : "s", s->n_children, s->n_children == 1 ? "" : "ren");
    say_when(pen, v, "made   ", s->ctime, s->czxid);
    if (s->mzxid != s->czxid)
        say_when(pen, v, "written", s->mtime, s->mzxid);
    if (s->owner)
        line(pen, WF_ROLE_DIM, "ephemeral, of session 0x%" G_GINT64_MODIFIER "x", s->owner);
}

static void say_difference(Pen *pen, const ZnodeValue *v)
{
    static const WfRole roles[] = {WF_ROLE_SAME, WF_ROLE_ADDED, WF_ROLE_PLAN_UPDATE,
                                   WF_ROLE_REMOVED};
    static const char *const texts[] = {"as it should be", "missing: prepare would make it",
                                        "changed: prepare would write it",
                                        "extra: nobody needs it any more"};
    if (!v->comparison)
        return;
    WfDifference d = v->difference;
    bool rights = wf_comparison_only_rights(v->comparison, v->path);
    if (!v->store)
        line(pen, roles[d], "%s", "prepare would make it");
    else
        line(pen, roles[d], "%s", rights ? "changed: who may read it is to be others" : texts[d]);
}

static void say_state(Pen *pen, const ZnodeValue *v)
{
    if (v->read && v->rc == WF_RC_OK)
        say_stat(pen, v);
    else if (v->read && v->rc != WF_RC_NO_NODE)
        line(pen, WF_ROLE_WARNING, "cannot be read: %s", wf_rc_text(v->rc));
}

void value_paint(ZnodeValue *v, WfGrid *grid, WfRect rect, bool focused, bool dim)
{
    Pen pen = {grid, rect, dim ? WF_ATTR_DIM : 0};
    if (!v->path)
        return;
    g_autofree char *path = short_path(v->path, rect.width);
    line(&pen, WF_ROLE_STRONG, "%s", path);
    say_difference(&pen, v);
    say_state(&pen, v);
    if (!found_value(v) && !(v->comparison && wf_comparison_expected(v->comparison, v->path))) {
        if (v->read && v->rc == WF_RC_OK)
            line(&pen, WF_ROLE_DIM, "empty");
        return;
    }
    if (v->read && v->rc == WF_RC_OK && !g_bytes_get_size(v->data) && !v->as_difference) {
        line(&pen, WF_ROLE_DIM, "empty");
        return;
    }
    if (v->as_difference)
        line(&pen, WF_ROLE_DIM, "found (-), expected (+)");
    else if (!found_value(v))
        line(&pen, WF_ROLE_DIM, "expected");
    WfRect body = pen.rect;
    if (body.height > 3) {
        body.y++;
        body.height--;
    }
    if (body.height > 0 && v->as_difference)
        wf_diff_view_paint(v->diff, grid, body, focused);
    else if (body.height > 0)
        wf_text_view_paint(v->text, grid, body, focused);
    if (dim && body.height > 0)
        wf_grid_tint(grid, body.x, body.y, body.width, body.height, -1, WF_ATTR_DIM);
}

bool value_move(ZnodeValue *v, WfMove move, int count)
{
    return v->as_difference ? wf_diff_view_move(v->diff, move, count)
                            : wf_text_view_move(v->text, move, count);
}

bool value_command(ZnodeValue *v, const char *id, const char *args)
{
    return wf_seek_command(&v->seek, id, args);
}

bool value_mouse(ZnodeValue *v, const WfMouse *mouse)
{
    return v->as_difference ? wf_diff_view_mouse(v->diff, mouse)
                            : wf_text_view_mouse(v->text, mouse);
}

char *value_copy(const ZnodeValue *v)
{
    GBytes *found = v->path ? found_value(v) : NULL;
    return found                      ? text_of(v, found)
           : v->comparison && v->path ? text_of(v, wf_comparison_expected(v->comparison, v->path))
                                      : g_strdup("");
}
