/* What the terminal application is asked to show: which models, which stack, and how.
 * weft/app.h takes it; the desk (weft/desk.h) and the screens read it.
 *
 *     WfExplore explore = {.model = {.path = "shop.yaml"}, .width = 80, .height = 24};
 *
 * Everything given is borrowed for as long as the application runs. */
#pragma once

#include <stdbool.h>
#include <weft/model.h>
#include <weft/run.h>
#include <weft/term.h>

/* A run on this machine that begins and ends with the screens. */
typedef struct {
    WfRehearsalOptions options;
    WfProgress *progress; /* of the caller: fills as it goes */
    WfFindings *findings; /* of the caller: why it could not be prepared */
    /* How it went. */
    bool over;
    gint64 began, ended; /* ms since 1970 */
    GError *error;       /* why it could not be done at all; the caller frees both */
    char *folder;        /* where agents kept journals and work */
} WfExploreRun;

typedef struct {
    WfModelOptions model; /* path: the model; with new_path the one that is deployed now */
    const char *new_path; /* the model that shall replace it, or NULL */
    const char *zk;       /* HOSTS[/CHROOT], as VMs reach ZooKeeper, or NULL */
    const char *key;      /* file of the stack's master key; NULL: wf_keys_path() */
    const char *theme;    /* name or file; NULL: as wf_theme_load() has it */
    WfColorWhen color;
    bool ascii, readonly, no_mouse;
    const char *script; /* a file of keys and commands, or NULL */
    const char *screen; /* to begin with, or NULL */
    WfModel *loaded;    /* the model, if it is there already: model.path only names it; or NULL */
    const char *digest; /* the keyed one that stack has accepted it with; or NULL */
    WfExploreRun *run;  /* or NULL */
    const char *replay; /* the journal of a run; model.path may be NULL then; or NULL */
    const char *datacenter; /* a file: the model is placed there, in the background; or NULL */
    const char *flavors;    /* what its flavors need; or NULL */
    bool affinity;          /* values that flow between VMs pull them together */
    int width, height;      /* both > 0: no terminal, a screen in memory; needs a script */
} WfExplore;
