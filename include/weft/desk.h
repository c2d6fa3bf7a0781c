/* The desk: what the screens of the application stand on. The models, what is known of them, what
 * is selected and filtered, what is followed (weft/live.h), done (weft/acting.h) and placed
 * (weft/placing.h). It knows no screen. Whoever stands on it listens, and is told the news in the
 * order in which they began to listen; what is there now, listeners look up themselves.
 *
 *     static void on_news(gpointer self, WfNews news) { if (news == WF_NEWS_MODEL) ... }
 *     wf_desk_listen(desk, on_news, self);
 *     ... desk->model, desk->view, desk->findings ...
 *
 * Its fields are there to be read; only the desk's own files write them, but for @hide, @reach and
 * @screens. What functions return is borrowed until the next news, unless they say otherwise. */
#pragma once

#include <weft/command.h>
#include <weft/explore.h>
#include <weft/plan.h>
#include <weft/replay.h>
#include <weft/strip.h>
#include <weft/tui.h>
#include <weft/view.h>

typedef struct WfDesk WfDesk;
typedef struct WfActing WfActing;
typedef struct WfLive WfLive;
typedef struct WfPlacing WfPlacing;
typedef struct WfDeskRun WfDeskRun;
typedef struct WfScreens WfScreens;
typedef struct WfCheck WfCheck;

struct WfDesk {
    WfApp *app;
    const WfExplore *explore;
    char *path, *old_path; /* old_path: NULL without a second model */
    char *stack;           /* its name; NULL: nobody has said one */
    WfModel *model, *old;
    WfModel *accepted; /* of a stack that is watched: explore->model.path only names it; or NULL */
    char *accepted_digest, *asked_for; /* accepted.c; or NULL */
    bool asking;
    WfFindings *findings;
    WfView *view;
    WfPlan *plan; /* made when first asked for: wf_desk_plan() */
    char *plan_trouble;
    char *filter; /* as typed; NULL: none */
    WfSavedFilters *saved;
    GArray *marks;   /* of Mark, marks.c; NULL: none yet */
    char *left_from; /* where a mark was gone to from; NULL: nowhere */
    bool chosen;     /* the selection is somebody's, not the first there was */
    bool hide;       /* what does not match is hidden rather than dimmed */
    bool has_states; /* the view was told of them: view_facts.c */
    guint reach;     /* WfDirection bits: what is lit goes all the way */
    char *trouble;   /* why the last reload was in vain; NULL: it was not */
    WfCheck *check;  /* goes on; NULL: none does */
    guint check_source;
    GHashTable *worst;       /* subject -> severity + 1; NULL: to be made */
    struct Reading *reading; /* reading.c: a model that is on its way; NULL: none is */
    struct Watch *watch;
    WfLive *live;   /* weft/live.h, */
    WfDeskRun *run; /* and so is this */
    WfActing *acting;
    WfPlacing *placing;
    GArray *listeners;
    GPtrArray *exports; /* files that are asked for or being drawn (src/app/export.c); or NULL */
    WfScreens *screens; /* what stands on all this (weft/screens.h); the desk does not look there */
};

/* --- from beginning to end (session.c) --- */
/* Loads what @explore asks for into a desk of zeros. False: standard error says why not. */
bool wf_desk_load(WfDesk *desk, const WfExplore *explore);
/* Its live side, run, filter and so on, in @app; before the screens, so that it hears the news
 * before they do. */
void wf_desk_open(WfDesk *desk, WfApp *app);
/* Checks, watches files, places and follows from now on, as was asked for. @journal: NULL, or the
 * replay to be shown, which it takes over. */
void wf_desk_start(WfDesk *desk, WfReplay *journal);
void wf_desk_stop(WfDesk *desk);  /* before the app is freed, */
void wf_desk_clear(WfDesk *desk); /* and after it */

WfDesk *wf_desk_of(WfApp *app);
bool wf_desk_shows(const WfDesk *desk, const char *screen); /* is that the one on view? */

/* --- news --- */
typedef enum {
    WF_NEWS_MODEL_GOES, /* another one takes its place: let go of all that is of this one */
    WF_NEWS_MODEL,      /* it is there: rows are made anew; WF_NEWS_PICTURE follows */
    WF_NEWS_CHECKED,    /* all of its findings are there */
    WF_NEWS_FINDINGS,   /* they are others, or more */
    WF_NEWS_TYPED,      /* a filter that is being typed lets others through */
    WF_NEWS_FILTER,     /* the filter does */
    WF_NEWS_MATCHES,    /* the same one lets others through, as states are others */
    WF_NEWS_SOUGHT,     /* it was typed to its end: to a match */
    WF_NEWS_PICTURE,    /* the view is another one */
    WF_NEWS_LOOKS,      /* the picture stays, and looks different */
    WF_NEWS_SELECTION,
    WF_NEWS_LIVE,       /* what is followed changed; about ten times a second at most */
    WF_NEWS_STATES,     /* of the run: a component is in another one, or there are others */
    WF_NEWS_RUN,        /* its times and lines, too */
    WF_NEWS_OVER,       /* what runs on this machine is over */
    WF_NEWS_WRITTEN,    /* to the store, by us */
    WF_NEWS_STORE_GOES, /* the connection is about to be closed */
    WF_NEWS_PLACED,     /* placing has come farther */
    WF_NEWS_FACTS,      /* there is something else to say about the same things; comes last */
} WfNews;

typedef void (*WfDeskListener)(gpointer self, WfNews news);
void wf_desk_listen(WfDesk *desk, WfDeskListener listener, gpointer self);
/* Tells that the view changed in a way that changes the picture, or only its looks. */
void wf_desk_view_changed(WfDesk *desk);
void wf_desk_looks_changed(WfDesk *desk);

/* --- models --- */
/* A model is read again in the background; until then the screens stay. One that cannot be read
 * leaves the last good one in place. */
void wf_desk_reload(WfDesk *desk);
/* Another model in place of this one. */
void wf_desk_open_model(WfDesk *desk, const char *path);
/* The worst finding about a thing of this name. False: none. */
bool wf_desk_severity(const WfDesk *desk, const char *name, WfSeverity *ret);
/* "19 VMs, 61 components". Caller frees. */
char *wf_desk_size(const WfDesk *desk);
/* NULL, and desk->plan_trouble, if there can be none. */
const WfPlan *wf_desk_plan(WfDesk *desk);
WfRole wf_desk_plan_role(WfPlanAction action);
/* The keyed digest that the stack has accepted this very model with; NULL: not known. */
const char *wf_desk_accepted_as(const WfDesk *desk);

/* --- its stripped template --- */
#define WF_DESK_STACK "stack" /* where nobody has said a name */
/* With @keys; a stack and an ensemble that nobody named are called something. */
WfStripped *wf_desk_strip(const WfDesk *desk, const WfKeys *keys, GError **error);
/* As it is to be launched; makes the stack's key if there is none. Caller frees. */
char *wf_desk_strip_text(const WfDesk *desk, GError **error);

/* --- what is selected --- */
/* Selects and tells every screen. */
void wf_desk_select(WfDesk *desk, WfThing thing);
void wf_desk_preselect(WfDesk *desk, WfThing thing); /* something, as nothing is selected */
/* The same by name, unfolding what it is in; says so if there is no such thing. */
bool wf_desk_goto(WfDesk *desk, const char *name);
/* File and line of a thing, or of an item of the plan. False: none. */
bool wf_desk_source_of(const WfDesk *desk, WfThing thing, const char **ret_path, guint *ret_line);
bool wf_desk_source_of_item(const WfDesk *desk, guint32 item, const char **ret_path,
                            guint *ret_line);
WfThing wf_desk_thing_of_item(const WfDesk *desk, guint32 item);
guint32 wf_desk_node_of(const WfDesk *desk, WfThing thing); /* G_MAXUINT32: none, or many */
WfThing wf_desk_thing_of_node(const WfModel *m, guint32 node);

/* --- the filter --- */
/* Asks for one, @text (or NULL) to begin with; the picture follows the keys. */
void wf_filter_prompt(WfDesk *desk, const char *text);
bool wf_filter_set(WfDesk *desk, const char *text); /* NULL or "": none */
void wf_filter_again(WfDesk *desk);                 /* what it asks for is another thing now */
/* What it lets through: components, and VMs for their facts. */
void wf_filter_count(const WfDesk *desk, guint32 *ret_components, guint32 *ret_vms);

/* --- marks --- */
/* The letters on a thing, "a, b"; NULL: none. Caller frees. */
char *wf_marks_of(const WfDesk *desk, WfThing thing);

/* --- for command tables: what runs, completes, or says why not now --- */
WF_DO(filter);
WF_DO(save_filter);
WF_DO(drop_filter);
void wf_complete_filter(gpointer app, const char *args, GPtrArray *ret);
void wf_complete_saved(gpointer app, const char *args, GPtrArray *ret);
WF_DO(mark);
WF_DO(go_mark);
WF_DO(marks);
WF_DO(unmark);
const char *wf_why_nothing_selected(gpointer app);
const char *wf_why_not_strip(gpointer app); /* as wf_desk_strip_text() has it */
