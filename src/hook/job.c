/* The life of one run: prepare, start, listen, collect, report, clean up. */
#include "hook_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/text.h>

#define LINGER_MS 20
#define LINGER_TURNS 25
#define LOG_BYTES (16u << 10) /* kept while it runs; WF_LIMIT_LOG_TAIL of it is reported */

/* ---- listening ---- */

/* Whole lines: half of a secret would not be found. */
static void drop_oldest(GString *log)
{
    gsize cut = log->len - LOG_BYTES;
    const char *end = memchr(log->str + cut - 1, '\n', log->len - cut);
    g_string_erase(log, 0, end + 1 - log->str);
}

static void on_output(const char *line, gsize len, gpointer user)
{
    WfHookJob *job = user;
    g_string_append_len(job->log, line, (gssize)len);
    g_string_append_c(job->log, '\n');
    if (job->log->len > 2 * LOG_BYTES)
        drop_oldest(job->log);
    g_string_truncate(job->last, 0);
    g_string_append_len(job->last, line, (gssize)len);
    if (job->on_line)
        job->on_line(job->user);
}

char *wf_hook_last_line(const WfHookJob *job)
{
    if (!job->last->len || job->makes_secret)
        return NULL;
    g_autoptr(GString) line = g_string_new_len(job->last->str, (gssize)job->last->len);
    wf_scrub_apply(job->scrub, line);
    if (job->last->len >= WF_STREAM_LINE)
        wf_scrub_apply_to_end(job->scrub, line);
    /* Cut before making it visible: a character may become eight. */
    gsize len = MIN(line->len, WF_LIMIT_ST_LINE);
    while (len < line->len && len && ((guchar)line->str[len] & 0xc0) == 0x80)
        len--;
    return wf_text_visible(line->str, (gssize)len, 0);
}

/* ---- the end ---- */

static void job_free(WfHookJob *job)
{
    g_clear_handle_id(&job->idle, g_source_remove);
    wf_stream_clear(&job->out);
    wf_stream_clear(&job->err);
    for (guint i = 0; i < job->outputs->len; i++)
        g_free(g_array_index(job->outputs, WfJobOutput, i).name);
    g_array_unref(job->outputs);
    json_decref(job->given);
    json_decref(job->result.outputs);
    wf_scrub_free(job->scrub);
    g_string_free(job->log, TRUE);
    g_string_free(job->last, TRUE);
    g_free(job->name);
    g_free(job->folder);
    g_free(job->run_folder);
    g_free(job->cause);
    g_free(job);
}

static void judge_outputs(WfHookJob *job)
{
    json_t *outputs = job->result.outputs;
    json_object_update(outputs, job->given);
    gsize size = 0;
    for (guint i = 0; i < job->outputs->len; i++) {
        const WfJobOutput *output = &g_array_index(job->outputs, WfJobOutput, i);
        const json_t *value = json_object_get(outputs, output->name);
        if (!value)
            continue;
        size += json_dumpb(value, NULL, 0, JSON_ENCODE_ANY | JSON_COMPACT) + strlen(output->name);
        if (output->error_output)
            wf_job_fail(job, "its output '%s' reports an error", output->name);
    }
    if (size > WF_LIMIT_OUTPUTS_BYTES)
        wf_job_fail(job, "its outputs have %" G_GSIZE_FORMAT " bytes, more than %u", size,
                    WF_LIMIT_OUTPUTS_BYTES);
}

/* The end of the log, from the start of a line. */
static char *log_tail(const WfHookJob *job)
{
    g_autofree char *text = wf_job_log(job);
    gsize len = strlen(text);
    if (len <= WF_LIMIT_LOG_TAIL)
        return g_steal_pointer(&text);
    const char *tail = text + len - WF_LIMIT_LOG_TAIL;
    const char *line = strchr(tail, '\n');
    if (line && line[1])
        return g_strdup(line + 1);
    while (((guchar)*tail & 0xc0) == 0x80)
        tail++;
    return g_strdup(tail);
}

static void judge_end(WfHookJob *job, int status, bool timed_out)
{
    WfHookResult *result = &job->result;
    result->exit = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    result->timed_out = timed_out;
    result->cancelled = job->cancelled;
    if (timed_out)
        wf_job_fail(job, "it took longer than %u s and was ended", job->timeout_s);
    else if (job->cancelled)
        wf_job_fail(job, "it was cancelled");
}

static void judge_exit(WfHookJob *job)
{
    int exit = job->result.exit;
    if (exit < 0)
        wf_job_fail(job, "it was ended by signal %d (%s)", -exit, g_strsignal(-exit));
    else if (exit)
        wf_job_fail(job, "exit status %d", exit);
}

/* No failure, as it is none for Heat, but whoever wonders about a None elsewhere will look here.
 * An error output stands for a failure: that there is none is the good case. */
static void note_missing(WfHookJob *job)
{
    for (guint i = 0; i < job->outputs->len; i++) {
        const WfJobOutput *output = &g_array_index(job->outputs, WfJobOutput, i);
        if (!output->error_output && !json_object_get(job->result.outputs, output->name))
            g_string_append_printf(job->log, "weft: nothing was given for its output '%s'\n",
                                   output->name);
    }
}

static void report(WfHookJob *job)
{
    WfHookResult *result = &job->result;
    judge_outputs(job);
    judge_exit(job); /* a hook's answer may have changed it */
    if (!job->cause)
        note_missing(job);
    if (wf_scrub_leaks(job->scrub) && job->log->len)
        g_string_append(job->log, "weft: a secret of less than 4 bytes is not hidden in this\n");
    g_autofree char *log = log_tail(job);
    result->log = log;
    result->cause = job->cause;
    result->ok = !job->cause;
    job->done(job, result, job->user);
    job_free(job);
}

/* A service may go on printing; what was to be ended may not. */
static void let_go_of(WfHookJob *job, WfStream *stream)
{
    wf_stream_drain(stream);
    if (job->result.timed_out || job->result.cancelled)
        wf_stream_close(stream);
    else
        wf_stream_leave(stream);
}

/* Of what was ended nothing stays, not even what went into a session of its own: a further attempt
 * must not run beside it. */
static void end_leftovers(const WfHookJob *job)
{
    if (job->result.timed_out || job->result.cancelled)
        wf_hook_end_orphans(job->folder, SIGKILL);
}

static void collect(WfHookJob *job)
{
    end_leftovers(job);
    let_go_of(job, &job->out);
    let_go_of(job, &job->err);
    if (job->builtin) {
        judge_exit(job);
        wf_script_collect(job);
    } else {
        wf_answer_collect(job);
    }
    wf_hook_drop_lock(job->folder);
    wf_hook_empty(job->run_folder);
    report(job);
}

/* What the recipe pipes its own output through (`exec > >(tee log)`) is done a moment later than
 * the recipe; a service that it started never is. */
static gboolean on_linger(gpointer user)
{
    WfHookJob *job = user;
    bool open = job->out.fd >= 0 || job->err.fd >= 0;
    if (open && ++job->lingered < LINGER_TURNS)
        return G_SOURCE_CONTINUE;
    job->idle = 0;
    collect(job);
    return G_SOURCE_REMOVE;
}

static void on_end(int status, bool timed_out, gpointer user)
{
    WfHookJob *job = user;
    job->process = NULL;
    judge_end(job, status, timed_out);
    wf_stream_drain(&job->out);
    wf_stream_drain(&job->err);
    bool open = job->out.fd >= 0 || job->err.fd >= 0;
    if (open && !timed_out && !job->cancelled)
        job->idle = g_timeout_add(LINGER_MS, on_linger, job);
    else
        collect(job);
}

/* ---- the start ---- */

static gboolean on_idle(gpointer user)
{
    WfHookJob *job = user;
    job->idle = 0;
    report(job);
    return G_SOURCE_REMOVE;
}

static WfHookJob *job_new(const WfHookRequest *request, WfHookDoneFunc done, gpointer user)
{
    WfHookJob *job = g_new0(WfHookJob, 1);
    job->name = g_strdup(request->name);
    job->folder = g_strdup(request->folder);
    job->run_folder = g_build_filename(request->folder, ".run", NULL);
    job->outputs = g_array_new(FALSE, FALSE, sizeof(WfJobOutput));
    job->scrub = wf_scrub_new();
    job->given = json_object();
    job->result.outputs = json_object();
    job->log = g_string_new(NULL);
    job->last = g_string_new(NULL);
    job->timeout_s = request->timeout_s;
    job->on_line = request->on_line;
    job->done = done;
    job->user = user;
    job->out.fd = job->err.fd = -1;
    for (guint i = 0; i < request->n_outputs; i++) {
        const WfHookOutput *o = &request->outputs[i];
        WfJobOutput output = {g_strdup(o->name), o->error_output, o->secret};
        g_array_append_val(job->outputs, output);
        job->makes_secret |= o->secret;
    }
    for (guint i = 0; i < request->n_inputs; i++)
        if (request->inputs[i].secret)
            wf_scrub_add(job->scrub, request->inputs[i].value);
    if (request->secret_options)
        wf_scrub_add(job->scrub, request->options);
    return job;
}

static bool start_process(WfHookJob *job, WfProcessStart *start, GError **error)
{
    int out[2] = {-1, -1}, err[2] = {-1, -1};
    bool ok = !pipe2(out, O_CLOEXEC) && !pipe2(err, O_CLOEXEC);
    if (ok) {
        start->stdout_fd = out[1];
        start->stderr_fd = err[1];
        job->process = wf_process_start(start, on_end, job, error);
        wf_stream_open(&job->out, out[0],
                       job->builtin ? WF_HOOK_STREAM_BYTES : WF_HOOK_ANSWER_BYTES,
                       job->builtin ? on_output : NULL, job);
        wf_stream_open(&job->err, err[0], WF_HOOK_STREAM_BYTES, on_output, job);
    } else {
        g_set_error(error, WF_ERROR, wf_hook_code_of(errno), "cannot make a pipe: %s",
                    g_strerror(errno));
    }
    for (guint i = ok ? 1 : 0; i < 2; i++) {
        if (out[i] >= 0)
            close(out[i]);
        if (err[i] >= 0)
            close(err[i]);
    }
    return job->process != NULL;
}

static bool make_folders(WfHookJob *job, GError **error)
{
    bool fresh;
    wf_hook_make_room(job->run_folder);
    if (!wf_hook_make_folder(job->folder, &fresh, error) ||
        !wf_hook_make_folder(job->run_folder, &fresh, error))
        return false;
    if (!fresh)
        wf_hook_empty(job->run_folder);
    return true;
}

static bool start_program(WfHookJob *job, const WfHookRequest *request, const char *group,
                          const json_t *config, const char *program, GError **error)
{
    WfProcessStart start = {
        .folder = job->folder,
        .stdin_fd = -1,
        .lock_fd = -1,
        .timeout_s = request->timeout_s,
        .grace_s = request->grace_s,
    };
    if (!make_folders(job, error))
        return false;
    bool ok = job->builtin ? wf_script_prepare(job, request, config, &start, error)
                           : wf_answer_prepare(job, request, group, config, program, &start, error);
    ok = ok && (start.lock_fd = wf_hook_make_lock(job->folder, error)) >= 0;
    ok = ok && start_process(job, &start, error);
    if (start.stdin_fd >= 0)
        close(start.stdin_fd);
    if (start.lock_fd >= 0)
        close(start.lock_fd);
    g_strfreev((char **)start.argv);
    g_strfreev((char **)start.envp);
    if (!ok)
        wf_hook_empty(job->run_folder);
    return ok;
}

WfHookJob *wf_hook_start(const WfHooks *hooks, const WfHookRequest *request, WfHookDoneFunc done,
                         gpointer user, GError **error)
{
    const char *group = request->group;
    const json_t *config = request->config;
    bool nothing = !strcmp(group, "component") &&
                   !wf_hook_pick(request->config, request->action, &config, &group);
    nothing = nothing || wf_hook_is_data_only(group);
    bool builtin = wf_hook_is_builtin(group);
    g_autofree char *program = nothing || builtin ? NULL : wf_hooks_find(hooks, group);
    if (!nothing && !builtin && !program) {
        wf_hooks_refuse(hooks, group, error);
        return NULL;
    }
    WfHookJob *job = job_new(request, done, user);
    job->hooks = hooks;
    job->builtin = builtin;
    job->result.ran = !nothing;
    if (nothing) {
        job->idle = g_idle_add_full(G_PRIORITY_DEFAULT, on_idle, job, NULL);
    } else if (!start_program(job, request, group, config, program, error)) {
        job_free(job);
        return NULL;
    }
    return job;
}

/* ---- from outside ---- */

bool wf_hook_set_output(WfHookJob *job, const char *name, json_t *value)
{
    const WfJobOutput *output = wf_job_output(job, name);
    if (!output)
        return false;
    json_object_set(job->given, output->name, value);
    if (output->secret)
        wf_scrub_add(job->scrub, value);
    return true;
}

void wf_hook_hide(WfHookJob *job, const json_t *value)
{
    wf_scrub_add(job->scrub, value);
}

void wf_hook_cancel(WfHookJob *job)
{
    job->cancelled = true;
    if (job->process)
        wf_process_end(job->process);
}

void wf_hook_abandon(WfHookJob *job)
{
    if (job->process)
        wf_process_forget(job->process);
    job_free(job);
}
