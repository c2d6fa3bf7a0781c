/* All screens, and what is the same on every one. */
#pragma once

#include <weft/screens.h>

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
struct WfScreens {
    WfDetail *detail; /* beside most of them */
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

WfScreens *screens_of(gpointer app);
/* Commands every screen answers alike; false: not one of these. */
bool screens_command(WfDesk *desk, const char *id, const char *args);

/* In a screen's info: the filter, and how much it lets through. */
void screens_info(const WfDesk *desk, GString *text);

extern const WfScreenOps graph_screen, tree_screen, fault_screen, plan_screen, template_screen,
    message_screen, datacenter_screen, run_screen, znode_screen;
TreeScreen *tree_new(WfDesk *desk, WfDetail *detail);
Graph *graph_new(WfDesk *desk, WfDetail *detail, TreeScreen *tree);
FaultScreen *faults_new(WfDesk *desk, WfDetail *detail);
PlanScreen *plans_new(WfDesk *desk, WfDetail *detail);
TemplateScreen *template_new(WfDesk *desk);
MessageScreen *messages_new(WfDesk *desk);
DatacenterScreen *datacenter_new(WfDesk *desk, WfDetail *detail);
RunScreen *run_screen_new(WfDesk *desk, WfDetail *detail);
ZnodeScreen *znodes_new(WfDesk *desk, WfDetail *detail);

/* What commands do to them. */
void tree_fold_all(TreeScreen *s, bool open);
void tree_show_selected(TreeScreen *s);
void datacenter_fold_all(DatacenterScreen *s, bool open);
void datacenter_toggle_empty(DatacenterScreen *s);
void znodes_show_selected(ZnodeScreen *s);
