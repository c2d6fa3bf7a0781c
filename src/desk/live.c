/* The connection: asynchronous from the first step, so no key ever waits for it.
 * The client reconnects by itself; what is known stays meanwhile and is marked as
 * old. See weft/live.h. */
#include "live_log.h"
#include "live_priv.h"

#include <string.h>
#include <weft/zk.h>

#define CHANGE_US (G_USEC_PER_SEC / 10)
/* A session as short as a private server grants: one that was killed is missed soon. */
#define PRIVATE_SESSION_MS 4000

WfLive *live_new(WfDesk *desk)
{
    WfLive *live = g_new0(WfLive, 1);
    live->desk = desk;
    return live;
}

/* --- keys --- */

/* Where the stack's master key is, or will be. */
static char *key_path(const WfLive *live, const char *stack)
{
    return wf_keys_path(live->desk->explore->key, stack);
}

WfKeys *wf_live_keys_to_compare(const WfLive *live, const char *stack)
{
    g_autofree char *path = key_path(live, stack);
    WfKeys *keys = wf_keys_open(path, stack, false, NULL);
    return keys ? keys : wf_keys_random(stack);
}

/* Without a key file nothing of ours can be there to read: a draft of one will do to compare with.
 */
static bool open_keys(WfLive *live, GError **error)
{
    bool draft;
    g_autofree char *path = key_path(live, live->stack);
    live->keys = wf_keys_open_or_draft(path, live->stack, &draft, error);
    live->has_key = live->keys && !draft;
    return live->keys;
}

static void add_identity(WfLive *live)
{
    char *auth = wf_keys_planner_auth(live->keys);
    wf_store_add_auth(live->store, auth);
    wf_secret_free(auth);
}

bool live_make_key(WfLive *live, GError **error)
{
    /* What a private server holds goes with it: there is nothing to keep a key for. */
    if (live->has_key || live->source != WF_LIVE_SERVERS)
        return true;
    g_autofree char *path = key_path(live, live->stack);
    if (!wf_keys_save(live->keys, path, error))
        return false;
    live->has_key = true;
    wf_app_say(live->desk->app, WF_NOTE,
               "made the stack's master key '%s': keep it, and keep it secret", path);
    return true;
}

/* --- telling --- */

static void set_busy(WfLive *live, bool busy)
{
    if (busy == live->busy)
        return;
    live->busy = busy;
    wf_app_busy(live->desk->app, busy ? 1 : -1);
}

static gboolean on_second(gpointer data)
{
    WfLive *live = data;
    wf_app_dirty(live->desk->app);
    return G_SOURCE_CONTINUE;
}

static void judge_busy(WfLive *live)
{
    set_busy(live, live->telling || (live->state == WF_LIVE_CONNECTING && !live->trouble) ||
                       live->state == WF_LIVE_READING);
}

void live_set_state(WfLive *live, WfLiveState state, const char *trouble)
{
    char *before = live->trouble;
    bool waits = state == WF_LIVE_STALE || state == WF_LIVE_CONNECTING;
    live->state = state;
    live->trouble = g_strdup(trouble); /* may be the old one itself */
    g_free(before);
    if (state != WF_LIVE_STALE)
        live->stale_since = 0;
    live->telling = true;
    judge_busy(live);
    if (waits && !live->second_source)
        live->second_source = g_timeout_add_seconds(1, on_second, live);
    else if (!waits)
        g_clear_handle_id(&live->second_source, g_source_remove);
    live_changed(live);
}

static void failed(WfLive *live, const char *trouble)
{
    live_set_state(live, WF_LIVE_FAILED, trouble);
    wf_app_say(live->desk->app, WF_FAULT, "%s", trouble);
}

/* --- following --- */

static void on_follow(WfFollow *follow, gpointer data)
{
    (void)follow;
    live_changed(data);
}

static void follow(WfLive *live)
{
    g_clear_pointer(&live->follow, wf_follow_free);
    g_clear_pointer(&live->progress, wf_progress_free);
    json_auto_t *expected = wf_durations_read(live->stack);
    live->progress = wf_progress_new(live->stack);
    wf_progress_set_expected(live->progress, expected);
    live->follow = wf_follow_new(live->store, live->stack, live->progress, NULL, on_follow, live);
}

/* A planner that is at work, or stopped half-way, leaves nothing more to be read. */
static bool is_read(const WfLive *live, bool absent)
{
    const WfHead *head = wf_progress_head(live->progress);
    bool half = head && head->phase == WF_PHASE_PREPARE;
    return live->awaited ? wf_follow_has(live->follow, live->awaited)
                         : absent || half || wf_follow_is_loaded(live->follow);
}

/* Nobody but who has its key may read a stack. */
static char *denied_text(const WfLive *live, const char *problem)
{
    g_autofree char *path = key_path(live, live->stack);
    if (live->has_key)
        return g_strdup_printf("'%s' is not the key stack '%s' was prepared with: %s", path,
                               live->stack, problem);
    return g_strdup_printf("the key of stack '%s' is missing: --key FILE, or put it at '%s': %s",
                           live->stack, path, problem);
}

/* What following has come to, looked at once for many events. */
static void judge(WfLive *live)
{
    const char *problem = live->follow ? wf_follow_problem(live->follow) : NULL;
    bool absent = live->follow && wf_follow_is_absent(live->follow);
    if (!live->follow || !wf_store_is_connected(live->store))
        return;
    if (absent && wf_progress_head(live->progress)) {
        live_log_gone(live->desk->run->log, live);
        follow(live); /* it was torn down: what was known is about nothing */
    } else if (problem && !absent && live->state != WF_LIVE_FAILED) {
        bool denied = wf_follow_is_denied(live->follow);
        g_autofree char *text = denied ? denied_text(live, problem) : g_strdup(problem);
        failed(live, text);
    } else if (live->state == WF_LIVE_READING && is_read(live, absent))
        live_set_state(live, WF_LIVE_FOLLOWING, NULL);
}

void live_await(WfLive *live, guint64 generation)
{
    if (!live->follow || live->state != WF_LIVE_FOLLOWING)
        return;
    live->awaited = generation;
    live_set_state(live, WF_LIVE_READING, NULL);
}

static gboolean on_change(gpointer data)
{
    WfLive *live = data;
    WfDesk *desk = live->desk;
    live->change_source = 0;
    live->told_at = g_get_monotonic_time();
    live->telling = false;
    judge(live);
    desk_tell(desk, WF_NEWS_LIVE);
    desk_tell(desk, WF_NEWS_FACTS);
    wf_app_dirty(desk->app);
    judge_busy(live);
    return G_SOURCE_REMOVE;
}

void live_changed(WfLive *live)
{
    gint64 wait = live->told_at + CHANGE_US - g_get_monotonic_time();
    if (!live->change_source)
        live->change_source =
            g_timeout_add(wait > 0 ? (guint)(wait / 1000 + 1) : 0, on_change, live);
}

/* --- the session --- */

static void on_root(WfStore *store, const WfReply *reply, gpointer data)
{
    (void)store;
    WfLive *live = data;
    if (reply->rc == WF_RC_NO_NODE) {
        const char *path = strchr(live->hosts, '/');
        g_autofree char *text = g_strdup_printf("there is no '%s' on these servers: make it first, "
                                                "or connect without it",
                                                path ? path : "/");
        failed(live, text);
    } else if (reply->rc == WF_RC_OK && !live->follow) {
        follow(live);
    }
}

static void connected(WfLive *live)
{
    g_autoptr(GString) text = g_string_new(wf_live_where(live));
    bool details = live->source == WF_LIVE_PRIVATE && wf_app_has_terminal(live->desk->app);
    if (details) /* a script's screens know no port, which is another each time */
        g_string_append_printf(text, " at %s", live->hosts);
    g_string_append_printf(text, ": connected%s%s", live->state == WF_LIVE_STALE ? " again" : "",
                           live->disarmed ? "; no longer armed" : "");
    g_autofree char *path = key_path(live, live->stack);
    if (details && live->has_key)
        g_string_append_printf(text, "; the key is %s", path);
    else if (details)
        g_string_append(text, "; the key is this program's own, in no file");
    wf_app_say(live->desk->app, WF_NOTE, "%s", text->str);
    live->connected = true;
    live->disarmed = false;
    live->awaited = 0;
    live_set_state(live, WF_LIVE_READING, NULL);
    wf_store_exists(live->store, "/", NULL, on_root, live);
}

/* Outside of the store's calls, where it may be closed. */
static gboolean on_gone(gpointer data)
{
    WfLive *live = data;
    live->gone_source = 0;
    wf_live_disconnect(live);
    wf_app_say(live->desk->app, WF_FAULT,
               "the private server has ended, and what it held is lost; "
               ":connect private starts another");
    return G_SOURCE_REMOVE;
}

static void cut_off(WfLive *live, const WfStoreInfo *info)
{
    if (live->server && wf_server_has_ended(live->server) && !live->gone_source)
        live->gone_source = g_idle_add(on_gone, live);
    WfApp *app = live->desk->app;
    const char *reason = info->reason ? info->reason : "the connection is lost";
    if (!live->connected) {
        if (info->reason && g_strcmp0(info->reason, live->trouble)) {
            wf_app_say(app, WF_WARNING, "%s: %s; trying on", wf_live_where(live), reason);
            live_set_state(live, WF_LIVE_CONNECTING, reason);
        }
        return;
    }
    if (live->state != WF_LIVE_STALE) {
        wf_app_say(app, WF_WARNING, "%s: %s; what is shown is as it was", wf_live_where(live),
                   reason);
        live->stale_since = g_get_monotonic_time();
    }
    live_set_state(live, WF_LIVE_STALE, reason);
}

static void on_state(WfStore *store, const WfStoreInfo *info, gpointer data)
{
    (void)store;
    WfLive *live = data;
    if (info->state != WF_STORE_CONNECTED)
        cut_off(live, info);
    else
        connected(live);
}

static void open_session(WfLive *live, int timeout_ms)
{
    g_autoptr(GError) error = NULL;
    live->store = wf_zk_new(live->hosts, timeout_ms, &error);
    if (!live->store) {
        failed(live, error->message);
        return;
    }
    add_identity(live);
    wf_store_listen(live->store, on_state, live);
}

static void on_server(WfServer *server, const GError *error, gpointer data)
{
    WfLive *live = data;
    if (error) {
        failed(live, error->message);
        return;
    }
    live->hosts = g_strdup(wf_server_hosts(server));
    open_session(live, PRIVATE_SESSION_MS);
}

static void open_private(WfLive *live)
{
    g_autoptr(GError) error = NULL;
    WfServerOptions options = {.tick_ms = 1000,
                               .heavy = wf_model_n_components(live->desk->model) > 20000};
    if (wf_server_available(&error))
        live->server = wf_server_start_async(&options, on_server, live, &error);
    if (!live->server)
        failed(live, error->message);
}

/* --- from outside --- */

static void let_go(WfLive *live)
{
    void (*end)(gpointer) = live->end;
    live->end = NULL;
    g_clear_handle_id(&live->gone_source, g_source_remove);
    desk_tell(live->desk, WF_NEWS_STORE_GOES);
    if (end) {
        end(live->lender);
        live->lender = NULL;
        live->store = NULL;
        live->keys = NULL;
        live->progress = NULL;
    }
    g_clear_pointer(&live->follow, wf_follow_free);
    g_clear_pointer(&live->progress, wf_progress_free);
    if (live->store)
        wf_store_forget(live->store, live);
    g_clear_pointer(&live->store, wf_store_close);
    g_clear_pointer(&live->server, wf_server_free);
    g_clear_pointer(&live->keys, wf_keys_free);
    g_clear_pointer(&live->hosts, g_free);
    g_clear_pointer(&live->stack, g_free);
    live->real = false;
    live->has_key = live->connected = false;
    live->source = WF_LIVE_NOTHING;
    live_set_state(live, WF_LIVE_OFF, NULL);
}

/* Who armed meant the stack that was there then. */
static void disarm(const WfLive *live)
{
    WfApp *app = live->desk->app;
    if (!wf_app_armed(app))
        return;
    wf_app_disarm(app);
    wf_app_say(app, WF_WARNING, "no longer armed: the connection is another one");
}

void wf_live_disconnect(WfLive *live)
{
    disarm(live);
    if (live->source != WF_LIVE_NOTHING)
        let_go(live);
}

void live_free(WfLive *live)
{
    if (!live)
        return;
    let_go(live);
    live->telling = false;
    judge_busy(live);
    g_clear_handle_id(&live->change_source, g_source_remove);
    g_free(live->trouble);
    g_free(live);
}

void wf_live_connect(WfLive *live, const char *where, const char *stack)
{
    WfDesk *desk = live->desk;
    g_autoptr(GError) error = NULL;
    bool private = g_str_equal(where, "private");
    g_autofree char *name = stack         ? g_strdup(stack)
                            : desk->stack ? g_strdup(desk->stack)
                                          : wf_live_usual_stack(desk);
    if (!private && !wf_zk_hosts_check(where, &error)) {
        wf_app_say(desk->app, WF_FAULT, "%s", error->message);
        return;
    }
    if (stack && !wf_keys_is_stack_name(stack)) {
        wf_app_say(desk->app, WF_FAULT, "'%s' is no name of a stack", stack);
        return;
    }
    live->disarmed = wf_app_armed(desk->app);
    wf_live_disconnect(live);
    live->source = private ? WF_LIVE_PRIVATE : WF_LIVE_SERVERS;
    live->stack = g_strdup(name);
    live->hosts = private ? NULL : g_strdup(where);
    live_set_state(live, WF_LIVE_CONNECTING, NULL);
    desk_set_stack(desk, name);
    if (!open_keys(live, &error))
        failed(live, error->message);
    else if (private)
        open_private(live);
    else
        open_session(live, 0);
}

void live_lend(WfLive *live, WfLiveSource source, const char *stack, void (*end)(gpointer data),
               gpointer lender)
{
    wf_live_disconnect(live);
    live->source = source;
    live->stack = g_strdup(stack);
    live->end = end;
    live->lender = lender;
    live->has_key = true;
    live_set_state(live, WF_LIVE_CONNECTING, NULL);
}

bool wf_live_is_connected(const WfLive *live)
{
    return live->store && wf_store_is_connected(live->store) && live->state != WF_LIVE_FAILED;
}

bool wf_live_is_stale(const WfLive *live)
{
    return live->state == WF_LIVE_STALE;
}
