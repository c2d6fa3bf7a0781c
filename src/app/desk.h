/* What the screens of the application stand on: the models, what is known of them,
 * what is selected, what is followed. It knows no screen. Whoever stands on it
 * listens, and is told the news in the order in which they began to listen. */
#pragma once

#include <weft/app.h>
#include <weft/plan.h>
#include <weft/view.h>

typedef struct Desk Desk;
typedef struct Acting Acting;
typedef struct Live Live;
typedef struct Placing Placing;
typedef struct Reading Reading;
typedef struct Run Run;
typedef struct Screens Screens;
typedef struct Watch Watch;

struct Desk {
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
    WfPlan *plan; /* made when first asked for: desk_plan() */
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
    guint check_source, check_stage;
    GHashTable *worst; /* subject -> severity + 1; NULL: to be made */
    Reading *reading;  /* reading.c: a model that is on its way; NULL: none is */
    Watch *watch;
    Live *live; /* live.h */
    Run *run;   /* run.h */
    Acting *acting;
    Placing *placing;
    GArray *listeners;
    Screens *screens; /* screens.h: what stands on all this; the desk does not look there */
};

Desk *desk_of(WfApp *app);
bool desk_shows(const Desk *desk, const char *screen); /* is that the one on view? */

/* --- news (desk.c) --- */
typedef enum {
    NEWS_MODEL_GOES, /* another one takes its place: let go of all that is of this one */
    NEWS_MODEL,      /* it is there: rows are made anew; NEWS_PICTURE follows */
    NEWS_CHECKED,    /* all of its findings are there */
    NEWS_FINDINGS,   /* they are others, or more */
    NEWS_TYPED,      /* a filter that is being typed lets others through */
    NEWS_FILTER,     /* the filter does */
    NEWS_MATCHES,    /* the same one lets others through, as states are others */
    NEWS_SOUGHT,     /* it was typed to its end: to a match */
    NEWS_PICTURE,    /* the view is another one */
    NEWS_LOOKS,      /* the picture stays, and looks different */
    NEWS_SELECTION,
    NEWS_LIVE,       /* what is followed changed; about ten times a second at most */
    NEWS_STATES,     /* of the run: a component is in another one, or there are others */
    NEWS_RUN,        /* its times and lines, too */
    NEWS_OVER,       /* what runs on this machine is over */
    NEWS_WRITTEN,    /* to the store, by us */
    NEWS_STORE_GOES, /* the connection is about to be closed */
    NEWS_PLACED,     /* placing has come farther */
    NEWS_FACTS,      /* there is something else to say about the same things; comes last */
} News;

typedef void (*DeskListener)(gpointer self, News news);
void desk_listen(Desk *desk, DeskListener listener, gpointer self);
void desk_tell(Desk *desk, News news);
/* The state of the view changed in a way that changes the picture, or only its looks. */
void desk_view_changed(Desk *desk);
void desk_looks_changed(Desk *desk);

/* --- models (desk.c) --- */
bool desk_load(Desk *desk);
void desk_start_check(Desk *desk); /* findings follow when there is time */
void desk_stop_check(Desk *desk);  /* before the app ends */
/* Takes out of the findings those that are in @out too, and adds those of @in. */
void desk_replace_findings(Desk *desk, const WfFindings *out, const WfFindings *in);
/* The worst finding about a thing of this name. False: none. */
bool desk_severity(const Desk *desk, const char *name, WfSeverity *ret);
void desk_free_models(Desk *desk);
/* A loaded model takes the place of what there is; the model it replaces, if any, and the findings
 * are taken over. The other: it cannot be read, and the last good one stays. */
void desk_take_again(Desk *desk, WfModel *model, WfModel *old, WfFindings *findings);
void desk_keep_last_good(Desk *desk, WfFindings *findings, const GError *error);
/* How the model of @path is read, unless it is there already: then it is returned. Caller unrefs.
 */
WfModel *desk_model_of(const Desk *desk, const char *path, WfModelOptions *ret_options);
/* "19 VMs, 61 components". Caller frees. */
char *desk_size(const Desk *desk);
/* NULL, and desk->plan_trouble, if there can be none. */
const WfPlan *desk_plan(Desk *desk);
WfRole desk_plan_role(WfPlanAction action);

/* --- reading.c: models are read again in the background; until then the screens stay --- */
/* A model that cannot be read leaves the last good one in place. */
void desk_reload(Desk *desk);
/* Another model in place of this one. */
void desk_open(Desk *desk, const char *path);
void reading_stop(Desk *desk);
/* The stack is called @name: a model that uses its name is another one then. */
void desk_set_stack(Desk *desk, const char *name);

/* --- watch.c: calls @changed when one of the model's files changed --- */
Watch *watch_new(Desk *desk, void (*changed)(Desk *desk));
void watch_free(Watch *watch);
void watch_look(Watch *watch); /* the files are about to be read: what changes now is news */

/* --- accepted.c: the model that a stack has accepted --- */
/* As soon as it is another one, it is read, and shown where the old one was. */
void accepted_follow(Desk *desk);
/* The keyed digest that the stack has accepted this very model with; NULL: not known. */
const char *accepted_as(const Desk *desk);

/* --- what is selected (select.c) --- */
/* Selects and tells every screen. */
void desk_select(Desk *desk, WfThing thing);
void desk_preselect(Desk *desk, WfThing thing); /* something, as nothing is selected */
/* The same by name, unfolding what it is in; says so if there is no such thing. */
bool desk_goto(Desk *desk, const char *name);
/* File and line of a thing, or of an item of the plan. False: none. */
bool desk_source_of(const Desk *desk, WfThing thing, const char **ret_path, guint *ret_line);
bool desk_source_of_item(const Desk *desk, guint32 item, const char **ret_path, guint *ret_line);
WfThing desk_thing_of_item(const Desk *desk, guint32 item);
WfPlace desk_place_of(const Desk *desk, WfThing thing);
guint32 desk_node_of(const Desk *desk, WfThing thing); /* G_MAXUINT32: none, or many */
WfThing desk_thing_of_node(const WfModel *m, guint32 node);

/* --- view_facts.c: what the view is told by the plan and by the run --- */
void view_facts_start(Desk *desk);

/* --- filter.c --- */
void filter_open(Desk *desk); /* with the saved ones */
void filter_prompt(Desk *desk, const char *text);
bool filter_set(Desk *desk, const char *text); /* NULL or "": none */
void filter_again(Desk *desk);                 /* what it asks for is another thing now */
guint32 filter_n_matches(const Desk *desk);
void filter_complete(Desk *desk, const char *text, GPtrArray *ret);

/* --- marks.c --- */
void marks_free(Desk *desk);
/* The letters on a thing, "a, b"; NULL: none. */
char *marks_of(const Desk *desk, WfThing thing);
