/* `weft-agent get NAME` and `set NAME VALUE`: how a running recipe reads lazy
 * inputs and gives outputs. A Unix socket in the agent's folder; one line of JSON
 * each way. The token in a recipe's environment says which run is asking. */
#include "agent_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_ASKS 256
#define MAX_REQUEST (WF_LIMIT_OUTPUTS_BYTES + 4096)
#define LISTEN_MS 500 /* after there was no descriptor left */

typedef struct {
    WfAgent *agent;
    int fd;
    guint source;
    guint timer; /* source: of the time that the recipe has for it */
    guint wait;  /* the same: of the wait that the model allows */
    GString *text;
    Run *run; /* while it waits */
    char *input;
} Ask;

static void ask_free(gpointer data)
{
    Ask *ask = data;
    g_clear_handle_id(&ask->source, g_source_remove);
    g_clear_handle_id(&ask->timer, g_source_remove);
    g_clear_handle_id(&ask->wait, g_source_remove);
    close(ask->fd);
    g_string_free(ask->text, TRUE);
    g_free(ask->input);
    g_free(ask);
}

GPtrArray *wf_socket_asks_new(void)
{
    return g_ptr_array_new_with_free_func(ask_free);
}

void wf_socket_asks_free(GPtrArray *asks)
{
    g_ptr_array_unref(asks);
}

/* Takes the reference. The answer fits the socket's buffer or is cut: the recipe then sees an
 * error, the agent never waits for it. */
static void answer(Ask *ask, json_t *reply)
{
    char *text = json_dumps(reply, JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(reply);
    int size = (int)MIN(strlen(text) + 1024, 1u << 20);
    setsockopt(ask->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    gssize n = send(ask->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)n;
    free(text);
    if (ask->run)
        wf_run_blocked(g_steal_pointer(&ask->run), false);
    g_ptr_array_remove_fast(ask->agent->asks, ask);
}

G_GNUC_PRINTF(2, 3) static void refuse(Ask *ask, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    answer(ask, json_pack("{s:s}", "error", text));
}

static Run *run_of(const WfAgent *agent, const char *token)
{
    for (guint i = 0; token && i < agent->order->len; i++) {
        Run *run = ((Component *)agent->order->pdata[i])->run;
        if (run && !g_strcmp0(run->token, token))
            return run;
    }
    return NULL;
}

/* ---- get ---- */

static void remember_lazy(Run *run, RunInput *in)
{
    if (!run->outcome->lazy)
        run->outcome->lazy = json_object();
    g_autofree char *digest = wf_input_digest(run->component->agent, "lazy", in->value);
    json_object_set_new(run->outcome->lazy, in->name, json_string(digest));
}

/* As the manifest has it now. NULL: it has none of that name. */
static const WfEntryInput *input_named(const Component *c, const char *name, guint *ret_index)
{
    for (guint i = 0; name && c->entry && i < c->entry->inputs->len; i++) {
        const WfEntryInput *input = c->entry->inputs->pdata[i];
        if (strcmp(input->name, name))
            continue;
        if (ret_index)
            *ret_index = i;
        return input;
    }
    return NULL;
}

/* True if it was answered. */
static bool try_answer(Ask *ask, Run *run, const char *name)
{
    Component *c = run->component;
    RunInput *in = wf_run_input(run, name);
    guint i;
    const WfEntryInput *input = in && !in->value ? input_named(c, name, &i) : NULL;
    g_autoptr(GError) error = NULL;
    if (input && !c->reads)
        return false; /* after a broken connection nothing is read yet */
    if (input) {
        if (input->then == WF_THEN_DEFAULT && wf_input_has_failed(c, input))
            wf_component_default_input(c, i);
        if (wf_input_awaited(c, input) && !c->defaulted[i])
            return false;
        in->value = wf_input_resolve(c, input, i, &error);
        if (in->value && in->secret && run->job)
            wf_hook_hide(run->job, in->value);
    }
    if (!in || !in->value) {
        refuse(ask, "%s", error ? error->message : "it is no input of this component");
        return true;
    }
    if (in->lazy)
        remember_lazy(run, in);
    answer(ask, json_pack("{s:O}", "value", in->value));
    return true;
}

static gboolean on_too_late(gpointer user)
{
    Ask *ask = user;
    ask->timer = 0;
    g_autofree char *name = g_strdup(ask->input);
    refuse(ask, "'%s' did not come in time", name);
    return G_SOURCE_REMOVE;
}

/* It is not waited for any more: the default, or @cause. */
static void end_wait(Ask *ask, const WfEntryInput *input, guint index, const char *cause)
{
    if (input->then != WF_THEN_DEFAULT) {
        refuse(ask, "%s", cause);
        return;
    }
    g_autofree char *name = g_strdup(ask->input);
    wf_component_default_input(ask->run->component, index);
    try_answer(ask, ask->run, name);
}

static gboolean on_wait_over(gpointer user)
{
    Ask *ask = user;
    guint i;
    const WfEntryInput *input = input_named(ask->run->component, ask->input, &i);
    ask->wait = 0;
    if (!wf_agent_time_counts(ask->agent) || !input)
        return G_SOURCE_REMOVE; /* since this turn: it begins anew */
    g_autofree char *late = wf_input_late(input);
    end_wait(ask, input, i, late);
    return G_SOURCE_REMOVE;
}

/* Nobody can hold it against a producer that it does not come while the stack is on hold, or while
 * nothing is heard: then the wait begins anew. */
void wf_socket_count_waits(WfAgent *agent)
{
    bool counts = wf_agent_time_counts(agent);
    for (guint i = 0; i < agent->asks->len; i++) {
        Ask *ask = agent->asks->pdata[i];
        const WfEntryInput *input =
            ask->run ? input_named(ask->run->component, ask->input, NULL) : NULL;
        if (!counts)
            g_clear_handle_id(&ask->wait, g_source_remove);
        else if (input && input->wait_s && !ask->wait)
            ask->wait = g_timeout_add_seconds(input->wait_s, on_wait_over, ask);
    }
}

static void get(Ask *ask, Run *run, const char *name, gint64 timeout_s)
{
    if (try_answer(ask, run, name))
        return;
    ask->run = run;
    ask->input = g_strdup(name);
    if (timeout_s > 0)
        ask->timer = g_timeout_add_seconds((guint)MIN(timeout_s, G_MAXINT32), on_too_late, ask);
    wf_run_blocked(run, true); /* with the turn that follows its wait begins */
}

/* Answering takes asks out: a list that owns nothing, to be walked. */
static GPtrArray *all_asks(const WfAgent *agent)
{
    GPtrArray *asks = g_ptr_array_new();
    for (guint i = 0; i < agent->asks->len; i++)
        g_ptr_array_add(asks, agent->asks->pdata[i]);
    return asks;
}

void wf_socket_input_known(WfAgent *agent)
{
    g_autoptr(GPtrArray) asks = all_asks(agent);
    for (guint i = 0; i < asks->len; i++) {
        Ask *ask = asks->pdata[i];
        if (g_ptr_array_find(agent->asks, ask, NULL) && ask->run) {
            g_autofree char *name = g_strdup(ask->input);
            try_answer(ask, ask->run, name);
        }
    }
}

bool wf_socket_sits(const Run *run)
{
    const GPtrArray *asks = run->component->agent->asks;
    for (guint i = 0; run->n_blocked && i < asks->len; i++) {
        const Ask *ask = asks->pdata[i];
        if (ask->run == run && !ask->timer)
            return true;
    }
    return false;
}

/* On this VM, and it does not run: while nothing is started it stays as it is. */
static bool is_hopeless(const Component *c, const WfEntryInput *input)
{
    const Edge *edge = c->reads ? wf_input_awaited(c, input) : NULL;
    const Component *local = edge ? edge->producer->local : NULL;
    return local && !local->run && !local->unsynced && local->stage != STAGE_ORPHANED;
}

void wf_socket_end_hopeless(const Run *run)
{
    g_autoptr(GPtrArray) asks = all_asks(run->component->agent);
    for (guint i = 0; i < asks->len; i++) {
        Ask *ask = asks->pdata[i];
        guint k;
        const WfEntryInput *input =
            ask->run == run ? input_named(run->component, ask->input, &k) : NULL;
        if (!input || !is_hopeless(run->component, input))
            continue;
        g_autofree char *cause =
            g_strdup_printf("input '%s' does not come any more: the agent is ending", ask->input);
        end_wait(ask, input, k, cause);
    }
}

void wf_socket_run_ended(Run *run)
{
    GPtrArray *asks = run->component->agent->asks;
    for (guint i = asks->len; i-- > 0;) {
        Ask *ask = asks->pdata[i];
        if (ask->run == run) {
            ask->run = NULL;
            g_ptr_array_remove_index_fast(asks, i);
        }
    }
}

/* Of those who give up by themselves it is not told: what they wait for may never come. */
const WfEntryInput *wf_socket_asked(const Run *run)
{
    const GPtrArray *asks = run->component->agent->asks;
    for (guint i = 0; run->n_blocked && i < asks->len; i++) {
        const Ask *ask = asks->pdata[i];
        const WfEntryInput *input =
            ask->run == run && !ask->timer ? input_named(run->component, ask->input, NULL) : NULL;
        if (input && !input->wait_s)
            return input;
    }
    return NULL;
}

/* ---- requests ---- */

static void set(Ask *ask, Run *run, const char *name, json_t *value)
{
    if (run->job && wf_hook_set_output(run->job, name, value))
        answer(ask, json_pack("{s:b}", "ok", 1));
    else
        refuse(ask, "'%s' is no output of this component", name);
}

static void serve(Ask *ask)
{
    json_auto_t *request =
        wf_json_parse(ask->text->str, ask->text->len, MAX_REQUEST, "request", NULL);
    Run *run = run_of(ask->agent, json_string_value(json_object_get(request, "token")));
    const char *name = json_string_value(json_object_get(request, "get"));
    const char *output = json_string_value(json_object_get(request, "set"));
    json_t *value = json_object_get(request, "value");
    if (!run)
        refuse(ask, "%s", "only a recipe that this agent runs may ask");
    else if (name)
        get(ask, run, name, json_integer_value(json_object_get(request, "timeout")));
    else if (output && value)
        set(ask, run, output, value);
    else
        refuse(ask, "%s", "the request is neither get nor set");
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
    (void)condition;
    Ask *ask = user;
    char buffer[8192];
    gssize n = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return G_SOURCE_CONTINUE;
    bool served = ask->run != NULL;
    if (n <= 0 || served || ask->text->len + (gsize)n > MAX_REQUEST) {
        ask->source = 0; /* it hung up: whatever it waited for, nobody waits any more */
        if (ask->run)
            wf_run_blocked(g_steal_pointer(&ask->run), false);
        g_ptr_array_remove_fast(ask->agent->asks, ask);
        return G_SOURCE_REMOVE;
    }
    g_string_append_len(ask->text, buffer, n);
    if (!memchr(buffer, '\n', (gsize)n))
        return G_SOURCE_CONTINUE;
    /* Serving may free the ask; its source is then destroyed, and CONTINUE means nothing. */
    serve(ask);
    return G_SOURCE_CONTINUE;
}

static gboolean on_connection(gint fd, GIOCondition condition, gpointer user);

static gboolean on_listen(gpointer user)
{
    WfAgent *agent = user;
    agent->socket_source = g_unix_fd_add(agent->socket, G_IO_IN, on_connection, agent);
    return G_SOURCE_REMOVE;
}

/* Who knocks stays at the door, and would be heard again at once, and in vain. */
static gboolean listen_later(WfAgent *agent, int code)
{
    g_autofree char *text =
        g_strdup_printf("cannot hear what recipes ask for: %s", g_strerror(code));
    wf_agent_trouble(agent, text);
    agent->socket_source = g_timeout_add(LISTEN_MS, on_listen, agent);
    return G_SOURCE_REMOVE;
}

static gboolean on_connection(gint fd, GIOCondition condition, gpointer user)
{
    (void)condition;
    WfAgent *agent = user;
    int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (peer < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
        return listen_later(agent, errno);
    if (peer < 0)
        return G_SOURCE_CONTINUE;
    if (agent->asks->len >= MAX_ASKS) {
        close(peer);
        return G_SOURCE_CONTINUE;
    }
    Ask *ask = g_new0(Ask, 1);
    ask->agent = agent;
    ask->fd = peer;
    ask->text = g_string_new(NULL);
    ask->source = g_unix_fd_add(peer, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, ask);
    g_ptr_array_add(agent->asks, ask);
    return G_SOURCE_CONTINUE;
}

/* ---- opening ---- */

/* Socket paths are short; through an open folder any path will do. */
static bool address_of(const char *path, int *ret_folder, struct sockaddr_un *ret_address)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *base = g_path_get_basename(path);
    *ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    *ret_folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*ret_folder < 0)
        return false;
    int n = g_snprintf(ret_address->sun_path, sizeof ret_address->sun_path, "/proc/self/fd/%d/%s",
                       *ret_folder, base);
    return n < (int)sizeof ret_address->sun_path;
}

bool wf_socket_open(WfAgent *agent, GError **error)
{
    int folder = -1;
    struct sockaddr_un address;
    agent->socket_path = g_build_filename(agent->folder, "agent.sock", NULL);
    unlink(agent->socket_path);
    agent->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    mode_t mask = umask(0177);
    bool ok = address_of(agent->socket_path, &folder, &address) && agent->socket >= 0 &&
              !bind(agent->socket, (struct sockaddr *)&address, sizeof address) &&
              !listen(agent->socket, 64);
    int saved = errno;
    umask(mask);
    if (folder >= 0)
        close(folder);
    if (!ok) {
        g_set_error(error, WF_ERROR, WF_ERROR_IO, "cannot open the socket '%s': %s",
                    agent->socket_path, g_strerror(saved));
        return false;
    }
    on_listen(agent);
    return true;
}

void wf_socket_close(WfAgent *agent)
{
    g_clear_handle_id(&agent->socket_source, g_source_remove);
    if (agent->socket >= 0) {
        close(agent->socket);
        unlink(agent->socket_path);
    }
    agent->socket = -1;
    g_free(agent->socket_path);
}

/* ---- the recipe's side ---- */

static json_t *exchange(int fd, json_t *request, GError **error)
{
    char *text = json_dumps(request, JSON_COMPACT);
    g_autofree char *line = g_strconcat(text, "\n", NULL);
    free(text);
    gsize len = strlen(line);
    for (gsize at = 0; at < len;) {
        gssize n = send(fd, line + at, len - at, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR)
            break;
        at += (gsize)MAX(n, 0);
    }
    g_autoptr(GString) reply = g_string_new(NULL);
    char buffer[8192];
    gssize n;
    while ((n = recv(fd, buffer, sizeof buffer, 0)) > 0 || (n < 0 && errno == EINTR))
        g_string_append_len(reply, buffer, MAX(n, 0));
    return wf_json_parse(reply->str, reply->len, WF_LIMIT_ZNODE_BYTES, "answer of the agent",
                         error);
}

/* Takes the reference to @request. */
static json_t *ask(json_t *request, GError **error)
{
    const char *path = g_getenv("WEFT_SOCKET"), *token = g_getenv("WEFT_TOKEN");
    int folder = -1, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address;
    json_t *reply = NULL;
    if (!path || !token) {
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE,
                    "only a recipe can do this: $WEFT_SOCKET and $WEFT_TOKEN are not set");
    } else if (!address_of(path, &folder, &address) ||
               connect(fd, (struct sockaddr *)&address, sizeof address)) {
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "cannot reach the agent: %s",
                    g_strerror(errno));
    } else {
        json_object_set_new(request, "token", json_string(token));
        reply = exchange(fd, request, error);
    }
    json_decref(request);
    if (folder >= 0)
        close(folder);
    if (fd >= 0)
        close(fd);
    const char *refusal = json_string_value(json_object_get(reply, "error"));
    if (!refusal)
        return reply;
    g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "%s", refusal);
    json_decref(reply);
    return NULL;
}

bool wf_agent_ask_get(const char *name, guint timeout_s, bool as_json, char **ret_text,
                      GError **error)
{
    json_auto_t *reply =
        ask(json_pack("{s:s, s:i}", "get", name, "timeout", (int)timeout_s), error);
    json_t *value = json_object_get(reply, "value");
    if (reply && !value)
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "the agent gave no answer");
    if (value)
        *ret_text = json_is_string(value) && !as_json ? g_strdup(json_string_value(value))
                                                      : wf_json_canonical(value);
    return value != NULL;
}

bool wf_agent_ask_set(const char *name, const char *value, GError **error)
{
    json_t *text = json_string(value);
    if (!text) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the value is not UTF-8");
        return false;
    }
    json_auto_t *reply = ask(json_pack("{s:s, s:o}", "set", name, "value", text), error);
    return reply != NULL;
}
