/* What is known of a run's end while it comes together: its cause, its outputs, its texts. */
#include "hook_priv.h"

#include <string.h>

void wf_job_fail(WfHookJob *job, const char *format, ...)
{
    if (job->cause)
        return;
    va_list args;
    va_start(args, format);
    job->cause = g_strdup_vprintf(format, args);
    va_end(args);
}

const WfJobOutput *wf_job_output(const WfHookJob *job, const char *name)
{
    for (guint i = 0; i < job->outputs->len; i++)
        if (!strcmp(g_array_index(job->outputs, WfJobOutput, i).name, name))
            return &g_array_index(job->outputs, WfJobOutput, i);
    return NULL;
}

char *wf_job_text(const WfHookJob *job, const GString *raw, bool cut)
{
    g_autoptr(GString) text = g_string_new_len(raw->str, (gssize)raw->len);
    wf_scrub_apply(job->scrub, text);
    if (cut)
        wf_scrub_apply_to_start(job->scrub, text);
    for (gsize i = 0; i < text->len; i++)
        if (!text->str[i])
            text->str[i] = ' '; /* JSON texts have no zero bytes here */
    return g_utf8_make_valid(text->str, (gssize)text->len);
}

static void append_line(const WfHookJob *job, GString *text, const char *line, gsize len)
{
    if (len != WF_STREAM_LINE) {
        g_string_append_len(text, line, (gssize)len);
        return;
    }
    g_autoptr(GString) start = g_string_new_len(line, (gssize)len);
    wf_scrub_apply(job->scrub, start);
    wf_scrub_apply_to_end(job->scrub, start);
    g_string_append_len(text, start->str, (gssize)start->len);
}

char *wf_job_log(const WfHookJob *job)
{
    g_autoptr(GString) text = g_string_sized_new(job->log->len);
    const char *at = job->log->str, *end = at + job->log->len;
    while (at < end) {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        append_line(job, text, at, (gsize)((stop ? stop : end) - at));
        if (stop)
            g_string_append_c(text, '\n');
        at = stop ? stop + 1 : end;
    }
    return wf_job_text(job, text, false);
}
