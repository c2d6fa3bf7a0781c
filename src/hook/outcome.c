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

char *wf_job_text(const WfHookJob *job, const GString *raw)
{
    g_autoptr(GString) text = g_string_new_len(raw->str, (gssize)raw->len);
    wf_scrub_apply(job->scrub, text);
    for (gsize i = 0; i < text->len; i++)
        if (!text->str[i])
            text->str[i] = ' '; /* JSON texts have no zero bytes here */
    return g_utf8_make_valid(text->str, (gssize)text->len);
}
