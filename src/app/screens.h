/* The screens, each a struct of its own: it has a pointer to the desk, listens to its
 * news, and knows of another screen only what it was made with. */
#pragma once

#include "desk.h"

typedef struct Detail Detail;
typedef struct Graph Graph;
typedef struct TreeScreen TreeScreen;
typedef struct FaultScreen FaultScreen;
typedef struct PlanScreen PlanScreen;
typedef struct TemplateScreen TemplateScreen;
typedef struct MessageScreen MessageScreen;
typedef struct DatacenterScreen DatacenterScreen;
typedef struct RunScreen RunScreen;
typedef struct ZnodeScreen ZnodeScreen;

/* All of them, for commands. */
struct Screens {
    Detail *detail; /* beside most of them */
    TreeScreen *tree;
    Graph *graph;
    FaultScreen *faults;
    PlanScreen *plans;
    TemplateScreen *template;
    MessageScreen *messages;
    DatacenterScreen *datacenter;
    RunScreen *run;
    ZnodeScreen *znodes;
};

Screens *screens_of(gpointer app);
/* Commands every screen answers alike; false: not one of these. */
bool screens_command(Desk *desk, const char *id, const char *args);

/* In a screen's info: the filter, and how much it lets through. */
void screens_info(const Desk *desk, GString *text);

extern const WfScreenOps graph_screen, tree_screen, fault_screen, plan_screen, template_screen,
    message_screen, datacenter_screen, run_screen, znode_screen;
TreeScreen *tree_new(Desk *desk, Detail *detail);
Graph *graph_new(Desk *desk, Detail *detail, TreeScreen *tree);
FaultScreen *faults_new(Desk *desk, Detail *detail);
PlanScreen *plans_new(Desk *desk, Detail *detail);
TemplateScreen *template_new(Desk *desk);
MessageScreen *messages_new(Desk *desk);
DatacenterScreen *datacenter_new(Desk *desk, Detail *detail);
RunScreen *run_screen_new(Desk *desk, Detail *detail);
ZnodeScreen *znodes_new(Desk *desk, Detail *detail);

/* What commands do to them. */
void tree_fold_all(TreeScreen *s, bool open);
void tree_show_selected(TreeScreen *s);
void datacenter_fold_all(DatacenterScreen *s, bool open);
void datacenter_toggle_empty(DatacenterScreen *s);
void znodes_show_selected(ZnodeScreen *s);
