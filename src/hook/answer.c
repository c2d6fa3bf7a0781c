/* Hook programs: fed as heat-config feeds them, judged as it judges them. */
#include "hook_priv.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <weft/protocol.h>

/* Memory that reads like a file: the hook takes it at its own pace, and it is gone with it. */
static int file_of(const char *text, GError **error)
{
    int fd = memfd_create("weft-hook-input", MFD_CLOEXEC);
    gsize len = strlen(text);
    if (fd >= 0 && write(fd, text, len) == (gssize)len && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "cannot hand over the hook's input: %s",
                g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

bool wf_answer_prepare(WfHookJob *job, const WfHookRequest *request, const char *group,
                       const json_t *config, const char *program, WfProcessStart *start,
                       GError **error)
{
    json_t *input = wf_hook_stdin(request, group, config);
    char *text = json_dumps(input, JSON_REAL_PRECISION(17));
    json_decref(input);
    start->stdin_fd = file_of(text, error);
    explicit_bzero(text, strlen(text)); /* it may hold secrets */
    free(text);
    if (start->stdin_fd < 0)
        return false;
    start->envp =
        (const char *const *)wf_hook_environment(job->hooks, request, NULL, false, job->log);
    start->argv = (const char *const *)g_new0(char *, 2);
    ((char **)start->argv)[0] = g_strdup(program);
    return true;
}

/* Text or number, as hooks answer it. Heat takes it for a failure if str(code or 0) != '0'. */
static int status_of(const json_t *answer)
{
    const json_t *code = json_object_get(answer, "deploy_status_code");
    const char *text = json_string_value(code);
    bool empty = !code || json_is_null(code) || json_is_false(code) || (text && !*text) ||
                 (json_is_number(code) && json_number_value(code) == 0) ||
                 (!text && !json_is_number(code) && !json_is_true(code) && !json_array_size(code) &&
                  !json_object_size(code));
    if (empty || (text && !strcmp(text, "0")))
        return 0;
    gint64 status = text ? g_ascii_strtoll(text, NULL, 10) : (gint64)json_number_value(code);
    return status && ABS(status) <= G_MAXINT ? (int)status : 1;
}

/* Of the length of what is kept of a script's. */
static void set_text(WfHookJob *job, const char *key, const char *text, gsize len)
{
    gsize cut = len > WF_HOOK_STREAM_BYTES ? len - WF_HOOK_STREAM_BYTES : 0;
    g_autoptr(GString) raw = g_string_new_len(text + cut, (gssize)(len - cut));
    g_autofree char *safe = wf_job_text(job, raw, cut > 0);
    json_object_set_new(job->result.outputs, key, json_string(safe));
}

static void append_text(WfHookJob *job, const char *text, gsize len)
{
    if (!len)
        return;
    g_string_append_len(job->log, text, (gssize)len);
    if (text[len - 1] != '\n')
        g_string_append_c(job->log, '\n');
}

static void log_text(WfHookJob *job, const json_t *answer, const char *key)
{
    const json_t *text = json_object_get(answer, key);
    if (json_is_string(text))
        append_text(job, json_string_value(text), json_string_length(text));
}

static void take_answer(WfHookJob *job, const json_t *answer)
{
    for (guint i = 0; i < job->outputs->len; i++) {
        const WfJobOutput *output = &g_array_index(job->outputs, WfJobOutput, i);
        json_t *value = json_object_get(answer, output->name);
        if (value)
            json_object_set(job->result.outputs, output->name, value);
        if (value && output->secret)
            wf_scrub_add(job->scrub, value);
    }
    static const char *const own[] = {"deploy_stdout", "deploy_stderr"};
    for (gsize i = 0; i < G_N_ELEMENTS(own); i++) {
        log_text(job, answer, own[i]);
        const json_t *text = json_object_get(answer, own[i]);
        set_text(job, own[i], json_is_string(text) ? json_string_value(text) : "",
                 json_string_length(text));
    }
    job->result.exit = status_of(answer);
    json_object_set_new(job->result.outputs, "deploy_status_code", json_integer(job->result.exit));
    if (job->result.exit)
        wf_job_fail(job, "the hook reports status %d", job->result.exit);
}

static guint escape_at(const char *s, gsize left)
{
    if (left < 6 || s[0] != '\\' || s[1] != 'u')
        return G_MAXUINT;
    guint code = 0;
    for (guint i = 2; i < 6; i++)
        code = code << 4 | (guint)(g_ascii_xdigit_value(s[i]) & 15);
    return code;
}

/* Python writes what it holds, also what a tool printed: zero bytes, and halves of surrogate pairs
 * for bytes that are no UTF-8. Neither is JSON to others, and the answer must not be lost for it.
 */
static void mend_escapes(GString *text)
{
    for (gsize i = 0; i + 1 < text->len; i++) {
        char *at = text->str + i;
        if (*at != '\\')
            continue;
        guint code = escape_at(at, text->len - i);
        guint next = escape_at(at + 6, text->len - i > 6 ? text->len - i - 6 : 0);
        bool pair = code >> 10 == 0xd800 >> 10 && next >> 10 == 0xdc00 >> 10;
        if (code == 0)
            memcpy(at, "\\u0020", 6);
        else if (!pair && code >> 11 == 0xd800 >> 11)
            memcpy(at, "\\ufffd", 6);
        i += code == G_MAXUINT ? 1 : pair ? 11 : 5;
    }
}

void wf_answer_collect(WfHookJob *job)
{
    GString *text = job->out.text;
    g_autoptr(GError) error = NULL;
    if (job->out.cut) {
        wf_job_fail(job, "the hook's answer is larger than %u bytes", WF_HOOK_ANSWER_BYTES);
        return;
    }
    mend_escapes(text);
    json_t *answer =
        wf_json_parse(text->str, text->len, WF_HOOK_ANSWER_BYTES, "the hook's answer", &error);
    /* An answer is an answer, whatever the exit status; no answer and status 0 is success. */
    if (json_is_object(answer)) {
        job->result.exit = 0;
        take_answer(job, answer);
    } else if (g_error_matches(error, WF_ERROR, WF_ERROR_LIMIT)) {
        wf_job_fail(job, "%s", error->message);
    } else {
        if (!job->makes_secret) /* which may be in there, and is not known */
            append_text(job, text->str, text->len);
        set_text(job, "deploy_stdout", text->str, text->len);
        set_text(job, "deploy_stderr", job->err.text->str, job->err.text->len);
        json_object_set_new(job->result.outputs, "deploy_status_code",
                            json_integer(job->result.exit));
    }
    json_decref(answer);
}
