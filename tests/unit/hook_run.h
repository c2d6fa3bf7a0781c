/* One recipe after the other, and what became of the last. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <weft/error.h>
#include <weft/hook.h>

typedef struct {
    char *folder, *work;
    GMainLoop *loop;
    WfHooks *hooks;
    WfHookRequest request;
    json_t *config;
    guint lines;
    /* the last result */
    bool ok, ran, timed_out, cancelled;
    int exit;
    char *cause, *log;
    json_t *outputs;
} Fixture;

static inline int setup(void **state)
{
    Fixture *f = g_new0(Fixture, 1);
    f->folder = g_dir_make_tmp("weft-hook-XXXXXX", NULL);
    f->work = g_build_filename(f->folder, "work", NULL);
    f->loop = g_main_loop_new(NULL, FALSE);
    const char *const folders[] = {f->folder, NULL};
    f->hooks = wf_hooks_new(folders);
    f->request = (WfHookRequest){.id = "0a1b",
                                 .name = "app",
                                 .action = "CREATE",
                                 .group = "script",
                                 .folder = f->work,
                                 .timeout_s = 60,
                                 .grace_s = 1};
    *state = f;
    return 0;
}

static inline void forget_result(Fixture *f)
{
    g_clear_pointer(&f->cause, g_free);
    g_clear_pointer(&f->log, g_free);
    json_decref(f->outputs);
    f->outputs = NULL;
}

static inline int teardown(void **state)
{
    Fixture *f = *state;
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
    forget_result(f);
    json_decref(f->config);
    wf_hooks_free(f->hooks);
    g_main_loop_unref(f->loop);
    g_free(f->folder);
    g_free(f->work);
    g_free(f);
    return 0;
}

static inline void on_done(WfHookJob *job, const WfHookResult *result, gpointer user)
{
    Fixture *f = user;
    forget_result(f);
    f->ok = result->ok;
    f->ran = result->ran;
    f->timed_out = result->timed_out;
    f->cancelled = result->cancelled;
    f->exit = result->exit;
    f->cause = g_strdup(result->cause);
    f->log = g_strdup(result->log);
    f->outputs = json_incref(result->outputs);
    g_main_loop_quit(f->loop);
}

static inline WfHookJob *start(Fixture *f, const char *script)
{
    json_decref(f->config);
    f->config = json_string(script);
    f->request.config = f->config;
    g_autoptr(GError) error = NULL;
    WfHookJob *job = wf_hook_start(f->hooks, &f->request, on_done, f, &error);
    if (!job)
        fail_msg("%s", error->message);
    return job;
}

static inline void run(Fixture *f, const char *script)
{
    start(f, script);
    g_main_loop_run(f->loop);
}

static inline void run_ok(Fixture *f, const char *script)
{
    run(f, script);
    if (!f->ok)
        fail_msg("%s\n%s", f->cause, f->log);
}

static inline const char *output(Fixture *f, const char *name)
{
    return json_string_value(json_object_get(f->outputs, name));
}

static inline void set_outputs(Fixture *f, const WfHookOutput *outputs, guint n)
{
    f->request.outputs = outputs;
    f->request.n_outputs = n;
}

/* A hook program, for the runs that follow. */
static inline void install(Fixture *f, const char *group, const char *program)
{
    g_autofree char *path = g_build_filename(f->folder, group, NULL);
    assert_true(g_file_set_contents(path, program, -1, NULL));
    g_chmod(path, 0755);
    f->request.group = group;
}
