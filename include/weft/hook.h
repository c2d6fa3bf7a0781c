/* Running one recipe, the way Heat's agents run it.
 *
 * A recipe of group `script` is run by weft itself with the semantics of Heat's
 * script hook; any other group needs a hook program, found where Heat's
 * heat-config finds them, that takes JSON on standard input and answers with
 * JSON on standard output. Groups `os-apply-config` and `Heat::Ungrouped` are
 * data only; `component` picks its configuration by the action.
 *
 *     g_autoptr(WfHooks) hooks = wf_hooks_new(NULL);
 *     WfHookRequest request = {.group = "script", .config = text, .folder = dir, ...};
 *     WfHookJob *job = wf_hook_start(hooks, &request, on_done, self, &error);
 *
 * Asynchronous on the default main context: on_done is called once, never from
 * inside wf_hook_start(), and frees the job after it. The recipe runs with a
 * clean environment, in its own process group and working folder (0700),
 * without any descriptor of ours but a lock by which all it starts is found
 * again; what it prints is bounded.
 *
 * Ownership: a request is only read during wf_hook_start(). */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* ---- finding hooks ----------------------------------------------------- */

typedef struct WfHooks WfHooks;

/* @folders (may be NULL) are searched first, then $HEAT_CONFIG_HOOKS, Heat's two folders, and
 * the hooks that come with weft. */
WfHooks *wf_hooks_new(const char *const *folders);
void wf_hooks_free(WfHooks *hooks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfHooks, wf_hooks_free)
/* Path of the program for a group; NULL if there is none. */
char *wf_hooks_find(const WfHooks *hooks, const char *group);
/* Where they are looked for, in order; caller frees with g_free(). */
char *wf_hooks_folders(const WfHooks *hooks);
bool wf_hook_is_builtin(const char *group);   /* script: no program needed */
bool wf_hook_is_data_only(const char *group); /* complete at once */

/* ---- running one ------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *type; /* Heat's; NULL: String */
    const char *description;
    json_t *value;
    bool secret; /* hidden in logs */
} WfHookInput;

typedef struct {
    const char *name;
    const char *type;
    bool error_output; /* present means failed */
    bool secret;       /* hidden in logs */
} WfHookOutput;

/* The recipe printed something: wf_hook_last_line() has changed. */
typedef void (*WfHookLineFunc)(gpointer user);

typedef struct {
    const char *id;   /* of this run of this action: file name safe, as Heat's derived config id */
    const char *name; /* the component's */
    const char *action; /* CREATE, UPDATE, ... */
    const char *group;
    const json_t *config;      /* text, or a map */
    const json_t *options;     /* or NULL */
    bool secret_options;       /* hidden in logs */
    const WfHookInput *inputs; /* their names differ */
    guint n_inputs;
    const WfHookOutput *outputs;
    guint n_outputs;
    const char *folder;             /* working folder; made if missing, stays afterwards */
    const char *const *environment; /* further NAME=VALUE, stronger than inputs; or NULL */
    guint timeout_s;                /* 0: none */
    guint grace_s;                  /* from TERM to KILL; 0: 10 */
    WfHookLineFunc on_line;         /* or NULL */
} WfHookRequest;

typedef struct {
    bool ok;
    bool ran; /* false: data only, or no configuration for this action */
    bool timed_out;
    bool cancelled;
    int exit;          /* exit status; negative: ended by that signal; as the hook reports it */
    json_t *outputs;   /* declared ones that were produced, and deploy_stdout, deploy_stderr,
                          deploy_status_code */
    const char *cause; /* of a failure, one line */
    const char *log;   /* end of what it printed, secrets hidden, valid UTF-8 */
} WfHookResult;

typedef struct WfHookJob WfHookJob;
typedef void (*WfHookDoneFunc)(WfHookJob *job, const WfHookResult *result, gpointer user);

/* WF_ERROR_NOT_FOUND: no hook for the group. WF_ERROR_UNAVAILABLE: the machine is short of
 * something (disk, processes), later it may work. WF_ERROR_IO: it cannot be started. */
WfHookJob *wf_hook_start(const WfHooks *hooks, const WfHookRequest *request, WfHookDoneFunc done,
                         gpointer user, GError **error);
/* The last line it printed, printable, secrets hidden, cut. NULL if there is none yet, or if it
 * makes a secret output: what that is, is known only when it has ended. */
char *wf_hook_last_line(const WfHookJob *job);
/* An output given from outside (`weft-agent set`), stronger than the recipe's own. False: not
 * declared. */
bool wf_hook_set_output(WfHookJob *job, const char *name, json_t *value);
/* It has been given a secret since it was started (`weft-agent get`): hidden from now on. */
void wf_hook_hide(WfHookJob *job, const json_t *value);
/* Ends the process group, TERM then KILL; on_done follows as usual. Then, and when its time is
 * over, nothing of what it started stays. */
void wf_hook_cancel(WfHookJob *job);
/* Forgets the job: nothing is called, the recipe goes on by itself. */
void wf_hook_abandon(WfHookJob *job);

/* Sends @signal to what the last recipe of a working folder started and is still there, though who
 * started it may have died: every process that has the folder's lock open, with its group. Returns
 * how many have it; call again until it is 0. */
guint wf_hook_end_orphans(const char *folder, int signal);
