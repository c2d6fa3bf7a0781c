/* What the screens of the application share: the models, what is known of them,
 * what is selected. Each screen is a struct of its own with a pointer back. */
#pragma once

#include <weft/app.h>
#include <weft/plan.h>
#include <weft/view.h>

typedef struct Desk Desk;
typedef struct Detail Detail;
typedef struct Graph Graph;
typedef struct TreeScreen TreeScreen;
typedef struct FaultScreen FaultScreen;
typedef struct PlanScreen PlanScreen;
typedef struct TemplateScreen TemplateScreen;
typedef struct MessageScreen MessageScreen;
typedef struct DatacenterScreen DatacenterScreen;
typedef struct Placing Placing;
typedef struct Watch Watch;
typedef struct Reading Reading;
typedef struct Live Live;
typedef struct RunScreen RunScreen;
typedef struct Replay Replay;
typedef struct ZnodeScreen ZnodeScreen;
typedef struct Acting Acting;

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
    guint32 n_matches;
    guint reach;   /* WfDirection bits: what is lit goes all the way */
    char *trouble; /* why the last reload was in vain; NULL: it was not */
    guint check_source, check_stage;
    Reading *reading;  /* reading.c: a model that is on its way; NULL: none is */
    GHashTable *worst; /* subject -> severity + 1; NULL: to be made */
    Watch *watch;
    Detail *detail;
    Graph *graph;
    TreeScreen *tree;
    FaultScreen *faults;
    PlanScreen *plans;
    TemplateScreen *template;
    MessageScreen *messages;
    Placing *placing;
    DatacenterScreen *datacenter;
    Live *live; /* live.h; never NULL once there are screens */
    RunScreen *run;
    Replay *journal; /* to be replayed as soon as there are screens */
    Acting *acting;
    ZnodeScreen *znodes;
};

Desk *desk_of(WfApp *app);
bool desk_shows(const Desk *desk, const char *screen); /* is that the one on view? */

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

/* --- reading.c: models are read again in the background; until then the screens stay --- */
/* A model that cannot be read leaves the last good one in place. */
void desk_reload(Desk *desk);
/* Another model in place of this one. */
void desk_open(Desk *desk, const char *path);
void reading_stop(Desk *desk);
/* The stack is called @name: a model that uses its name is another one then. */
void desk_set_stack(Desk *desk, const char *name);
/* "19 VMs, 61 components". Caller frees. */
char *desk_size(const Desk *desk);
/* The keyed digest that the stack has accepted this very model with; NULL: not known. */
const char *desk_digest(const Desk *desk);
/* What the view is told by a plan and a run: call it when there is one or none any more. */
void desk_renew_facts(Desk *desk);
/* NULL, and desk->plan_trouble, if there can be none. */
const WfPlan *desk_plan(Desk *desk);
WfRole desk_plan_role(WfPlanAction action);

/* --- what is selected (desk.c) --- */
/* Selects and tells every screen. */
void desk_select(Desk *desk, WfThing thing);
void desk_preselect(Desk *desk, WfThing thing); /* something, as nothing is selected */
/* The same by name, unfolding what it is in; says so if there is no such thing. */
bool desk_goto(Desk *desk, const char *name);
/* The state of the view changed in a way that changes the picture, or only its looks. */
void desk_view_changed(Desk *desk);
void desk_looks_changed(Desk *desk);
/* File and line of a thing, or of an item of the plan. False: none. */
bool desk_source_of(const Desk *desk, WfThing thing, const char **ret_path, guint *ret_line);
bool desk_source_of_item(const Desk *desk, guint32 item, const char **ret_path, guint *ret_line);
WfThing desk_thing_of_item(const Desk *desk, guint32 item);
WfPlace desk_place_of(const Desk *desk, WfThing thing);
guint32 desk_node_of(const Desk *desk, WfThing thing); /* G_MAXUINT32: none, or many */
WfThing desk_thing_of_node(const WfModel *m, guint32 node);
/* Commands every screen answers alike; false: not one of these. */
bool desk_command(Desk *desk, const char *id, const char *args);

/* --- filter.c --- */
void filter_prompt(Desk *desk, const char *text);
bool filter_set(Desk *desk, const char *text); /* NULL or "": none */
void filter_again(Desk *desk);                 /* after a new model */
void filter_open_saved(Desk *desk);
void filter_complete(Desk *desk, const char *text, GPtrArray *ret);

/* --- marks.c --- */
void marks_free(Desk *desk);
/* The letters on a thing, "a, b"; NULL: none. */
char *marks_of(const Desk *desk, WfThing thing);

/* --- settings.c --- */
void settings_read(Desk *desk); /* the user's, from the configuration folder */

/* --- export.c --- */
void export_view(Desk *desk, const char *format, const char *path);
void export_write(Desk *desk, const char *path);    /* the integrated template */
void export_template(Desk *desk, const char *path); /* the stripped one */
void export_placed(Desk *desk, const char *path);

/* --- accepted.c --- */
/* The stack may have accepted another model: reads it, and shows it where the old one was. */
void accepted_renew(Desk *desk);

/* --- watch.c: calls desk_reload() when one of the model's files changed --- */
Watch *watch_new(Desk *desk);
void watch_free(Watch *watch);
void watch_look(Watch *watch);  /* the files are about to be read: what changes now is news */
void watch_files(Watch *watch); /* the model is a new one: its files */

/* --- screens --- */
extern const WfScreenOps graph_screen, tree_screen, fault_screen, plan_screen, template_screen,
    message_screen, datacenter_screen, run_screen, znode_screen;
Graph *graph_new(Desk *desk);
TreeScreen *tree_new(Desk *desk);
FaultScreen *faults_new(Desk *desk);
PlanScreen *plans_new(Desk *desk);
TemplateScreen *template_new(Desk *desk);
MessageScreen *messages_new(Desk *desk);
DatacenterScreen *datacenter_new(Desk *desk);
RunScreen *run_new(Desk *desk);
ZnodeScreen *znodes_new(Desk *desk);
/* The model, the filter or the findings are others now. */
void graph_renew(Graph *graph);
void graph_forget(Graph *graph); /* before the model goes */
void graph_new_looks(Graph *graph);
/* After a new filter: if no match is in view, moves to one. */
void graph_meet_match(Graph *graph);
void graph_show_selected(Graph *graph);
void tree_renew(TreeScreen *tree);
void tree_fold_all(TreeScreen *tree, bool open);
void tree_show_selected(TreeScreen *tree);
void faults_renew(FaultScreen *faults);
void plans_renew(PlanScreen *plans);
void template_renew(TemplateScreen *template);
/* The stripped template as it is to be launched; makes the stack's key if there is none. */
char *template_text(const Desk *desk, GError **error);
const char *template_why_not_write(gpointer app);
/* Something live changed, or the model is another one. */
void znodes_renew(ZnodeScreen *s);
void znodes_compare(ZnodeScreen *s); /* anew, at the next opportunity */
void znodes_forget(ZnodeScreen *s);  /* before the store goes */
void znodes_show_selected(ZnodeScreen *s);
void plans_show_selected(PlanScreen *plans);
/* States are others now; see run.h. */
void run_renew(RunScreen *s);
void run_show_selected(RunScreen *s);
void run_forget(RunScreen *s);  /* before the model goes */
void run_outdate(RunScreen *s); /* the filter is another one */
void datacenter_renew(DatacenterScreen *s);
void datacenter_show_selected(DatacenterScreen *s);
void datacenter_fold_all(DatacenterScreen *s, bool open);
void datacenter_toggle_empty(DatacenterScreen *s);
