/* What the parts of a job share. */
#pragma once

#include <weft/error.h>
#include <weft/hook.h>
#include <weft/limits.h>

/* ---- what is to be run (find.c) ---- */

/* Of a `component` configuration, what belongs to an action. False: nothing does. Borrowed. */
bool wf_hook_pick(const json_t *component, const char *action, const json_t **ret_config,
                  const char **ret_group);

/* ---- secrets in what a recipe prints (scrub.c) ---- */

/* Texts to hide. Grows with every value added; short texts are left alone, they would make
 * every log unreadable. */
typedef struct WfScrub WfScrub;
WfScrub *wf_scrub_new(void);
void wf_scrub_free(WfScrub *scrub);
void wf_scrub_add(WfScrub *scrub, const json_t *value);
bool wf_scrub_leaks(const WfScrub *scrub); /* some value was too short to be looked for */
void wf_scrub_apply(const WfScrub *scrub, GString *text);
/* After that, of a text that was cut: its end may be how a secret begins. */
void wf_scrub_apply_to_end(const WfScrub *scrub, GString *text);
/* Likewise its start: how one ends. */
void wf_scrub_apply_to_start(const WfScrub *scrub, GString *text);

/* Why wf_hooks_find() has found none (find.c). */
void wf_hooks_refuse(const WfHooks *hooks, const char *group, GError **error);

/* ---- one stream of a process (stream.c) ---- */

typedef void (*WfStreamLine)(const char *line, gsize len, gpointer user);

/* Bytes; of a longer line the rest is left out of lines, not of the text. */
#define WF_STREAM_LINE 4096

/* Keeps the last @keep bytes (all, up to that), and hands out lines as they come. */
typedef struct {
    int fd;
    guint source;
    GString *text;
    gsize keep;
    bool cut;
    GString *line;
    WfStreamLine on_line;
    gpointer user;
} WfStream;

void wf_stream_open(WfStream *stream, int fd, gsize keep, WfStreamLine on_line, gpointer user);
/* Reads what is there, without waiting; closes at its end. */
void wf_stream_drain(WfStream *stream);
void wf_stream_close(WfStream *stream);
/* The same, but whoever still writes to it may go on, for ever: nobody reads it. */
void wf_stream_leave(WfStream *stream);
void wf_stream_clear(WfStream *stream);

/* ---- a child process (process.c) ---- */

typedef struct WfProcess WfProcess;
typedef void (*WfProcessDone)(int status, bool timed_out, gpointer user); /* as wait(2) has it */

typedef struct {
    const char *const *argv;
    const char *const *envp;
    const char *folder;
    int stdin_fd, stdout_fd, stderr_fd; /* stdin -1: /dev/null */
    int lock_fd;                        /* inherited by all it starts; -1: none */
    guint timeout_s, grace_s;
} WfProcessStart;

WfProcess *wf_process_start(const WfProcessStart *start, WfProcessDone done, gpointer user,
                            GError **error);
void wf_process_end(WfProcess *process); /* TERM now, KILL after the grace */
void wf_process_forget(WfProcess *process);

/* ---- values for recipes (values.c) ---- */

/* What heat-config feeds a hook with. */
json_t *wf_hook_stdin(const WfHookRequest *request, const char *group, const json_t *config);
char **wf_hook_environment(const WfHooks *hooks, const WfHookRequest *request,
                           const char *const *more, bool inputs, GString *log);
/* Whose recipes they are; looked up once (find.c). */
const char *wf_hooks_user(const WfHooks *hooks, const char **ret_home);
const char *wf_hooks_path(const WfHooks *hooks); /* PATH of recipes */

/* ---- a job (job.c) ---- */

typedef struct {
    char *name;
    bool error_output, secret;
} WfJobOutput;

struct WfHookJob {
    const WfHooks *hooks;
    char *name, *folder, *run_folder;
    bool builtin;
    GArray *outputs; /* WfJobOutput */
    bool makes_secret;
    json_t *given; /* by wf_hook_set_output() */
    WfScrub *scrub;
    WfProcess *process;
    WfStream out, err;
    GString *log;  /* lines of both streams, as they came */
    GString *last; /* line */
    guint idle;    /* or the timer of lingering */
    guint lingered;
    guint timeout_s;
    bool cancelled;
    WfHookLineFunc on_line;
    WfHookDoneFunc done;
    gpointer user;
    /* the result under way */
    WfHookResult result;
    char *cause;
};

/* ---- what is known of its end (outcome.c) ---- */

G_GNUC_PRINTF(2, 3)
void wf_job_fail(WfHookJob *job, const char *format, ...); /* the first cause stays */
const WfJobOutput *wf_job_output(const WfHookJob *job, const char *name);
/* A stream's text: valid UTF-8, secrets hidden. @cut: what stood before it was left out. */
char *wf_job_text(const WfHookJob *job, const GString *raw, bool cut);
/* The same of the log's lines, of which each may be cut. */
char *wf_job_log(const WfHookJob *job);

/* ---- its two kinds (script.c, answer.c) ---- */

/* The script hook: what it starts with, and what it left. */
bool wf_script_prepare(WfHookJob *job, const WfHookRequest *request, const json_t *config,
                       WfProcessStart *start, GError **error);
void wf_script_collect(WfHookJob *job);
/* Any other hook likewise. */
bool wf_answer_prepare(WfHookJob *job, const WfHookRequest *request, const char *group,
                       const json_t *config, const char *program, WfProcessStart *start,
                       GError **error);
void wf_answer_collect(WfHookJob *job);

/* ---- files of a run (files.c) ---- */

/* WF_ERROR_UNAVAILABLE if it may be over soon, else WF_ERROR_IO. */
WfErrorCode wf_hook_code_of(int number);

/* *ret_fresh: it was not there, so there is nothing in it. */
bool wf_hook_make_folder(const char *path, bool *ret_fresh, GError **error);
/* A lock for a new run in the folder: what an earlier one left going (a service) holds another. */
int wf_hook_make_lock(const char *folder, GError **error);
/* The run has ended: what it left going is nobody's orphan. */
void wf_hook_drop_lock(const char *folder);
/* Removes what is in a folder; what is none, as a link, goes itself. */
void wf_hook_empty(const char *folder);
/* What has the name of a folder and is none goes. */
void wf_hook_make_room(const char *folder);
/* Replaces a file of the folder; never follows a link that the last run may have left. */
bool wf_hook_write(const char *path, const void *data, gsize len, int mode, GError **error);
/* A regular file of at most @max bytes of UTF-8. NULL without an error: it is not there. */
char *wf_hook_read(const char *path, const char *what, gsize max, GError **error);
/* KEY=VALUE lines or a JSON object into @ret_values. */
bool wf_hook_parse_outputs(const char *text, json_t *ret_values, GError **error);

#define WF_HOOK_LOCK ".lock"             /* in the working folder */
#define WF_HOOK_STREAM_BYTES (64u << 10) /* kept of each stream of a script */
#define WF_HOOK_ANSWER_BYTES (16u << 20) /* a hook's answer: most of it what its tool printed */
