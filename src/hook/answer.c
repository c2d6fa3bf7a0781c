/* Hook programs: fed as heat-config feeds them, judged as it judges them. */
#include "hook_priv.h"

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
    g_set_error(error, WF_ERROR, WF_ERROR_IO, "cannot hand over the hook's input");
    if (fd >= 0)
        close(fd);
    return -1;
}

gboolean wf_answer_prepare(WfHookJob *job, const WfHookRequest *request, const char *group,
                           const json_t *config, const char *program, WfProcessStart *start,
                           GError **error)
{
    json_t *input = wf_hook_stdin(request, group, config);
    char *text = json_dumps(input, JSON_REAL_PRECISION(17));
    json_decref(input);
    start->stdin_fd = file_of(text, error);
    memset(text, 0, strlen(text));
    free(text);
    if (start->stdin_fd < 0)
        return FALSE;
    start->envp =
        (const char *const *)wf_hook_environment(job->hooks, request, NULL, false, job->log);
    start->argv = (const char *const *)g_new0(char *, 2);
    ((char **)start->argv)[0] = g_strdup(program);
    return TRUE;
}

/* Text or number, as hooks answer it; "neither empty nor 0" is a failure. */
static int status_of(const json_t *answer, bool *ret_bad)
{
    const json_t *code = json_object_get(answer, "deploy_status_code");
    const char *text = json_string_value(code);
    int status = text ? (int)g_ascii_strtoll(text, NULL, 10) : (int)json_integer_value(code);
    *ret_bad =
        text ? *text && strcmp(text, "0") : json_is_number(code) && json_number_value(code) != 0;
    return status;
}

static void log_text(WfHookJob *job, const json_t *answer, const char *key)
{
    const char *text = json_string_value(json_object_get(answer, key));
    if (!text || !*text)
        return;
    g_string_append(job->log, text);
    if (text[strlen(text) - 1] != '\n')
        g_string_append_c(job->log, '\n');
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
        const char *text = json_string_value(json_object_get(answer, own[i]));
        g_autoptr(GString) raw = g_string_new(text);
        g_autofree char *safe = wf_job_text(job, raw);
        json_object_set_new(job->result.outputs, own[i], json_string(safe));
    }
    bool bad;
    job->result.exit = status_of(answer, &bad);
    json_object_set_new(job->result.outputs, "deploy_status_code", json_integer(job->result.exit));
    if (bad)
        wf_job_fail(job, "the hook reports status %d", job->result.exit);
}

void wf_answer_collect(WfHookJob *job)
{
    const GString *text = job->out.text;
    if (job->out.cut) {
        wf_job_fail(job, "the hook's answer is larger than %u bytes", WF_HOOK_ANSWER_BYTES);
        return;
    }
    json_t *answer = text->len ? wf_json_parse(text->str, text->len, WF_HOOK_ANSWER_BYTES,
                                               "the hook's answer", NULL)
                               : json_object();
    /* An answer is an answer, whatever the exit status; no answer and status 0 is success. */
    bool answered = text->len && json_is_object(answer);
    if (answered) {
        job->result.exit = 0;
        take_answer(job, answer);
    } else {
        g_autofree char *out = wf_job_text(job, job->out.text);
        g_autofree char *err = wf_job_text(job, job->err.text);
        json_object_set_new(job->result.outputs, "deploy_stdout", json_string(out));
        json_object_set_new(job->result.outputs, "deploy_stderr", json_string(err));
        json_object_set_new(job->result.outputs, "deploy_status_code",
                            json_integer(job->result.exit));
    }
    json_decref(answer);
}
