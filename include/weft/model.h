/* The integrated model: infrastructure resources and software components, read
 * from HOT as people write it (with environments, nested templates, groups), the
 * short `components:` section, or both; flattened into tables.
 *
 * Everything is an index into flat arrays: components, VMs, resources, inputs,
 * outputs, reads and edges, numbered in file order. Names are flattened
 * ("web.0.install") and unique. Values are not computed while loading: an input
 * keeps where its expression stands (scope and node of a document), and
 * wf_model_value() evaluates it when somebody asks. A loaded model never
 * changes; views keep ids, never pointers.
 *
 *     g_autoptr(WfModel) m = wf_model_load(&(WfModelOptions){.path = "shop.yaml"}, findings,
 * &error); for (WfId c = 0; c < wf_model_n_components(m); c++) puts(wf_model_component_name(m, c));
 *
 * Ownership: the model owns all that it gives out as const. NULL together with an
 * error: the file could not be read at all; with faults in the findings the model
 * is as complete as it could be made, good for looking, not for running. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <weft/doc.h>
#include <weft/findings.h>
#include <weft/graph.h>

typedef guint32 WfId;
#define WF_NONE G_MAXUINT32

typedef struct WfModel WfModel;

typedef struct {
    const char *path;                /* the template; "-": standard input */
    GBytes *bytes;                   /* read this in place of the file (path then only names it) */
    const char *const *environments; /* NULL-terminated, later wins; or NULL */
    const char *const *parameters;   /* "name=value", win over environments; or NULL */
    const char *root;                /* files outside are refused; NULL: the template's directory */
    const char *stack_name;          /* OS::stack_name; NULL: unknown until launch */
} WfModelOptions;

WfModel *wf_model_load(const WfModelOptions *options, WfFindings *findings, GError **error);

/* The same in steps of some milliseconds (but the text is parsed in one), for who has keys to
 * answer meanwhile. What @options points to, and @findings, must last until the end. */
typedef struct WfModelLoad WfModelLoad;
WfModelLoad *wf_model_load_start(const WfModelOptions *options, WfFindings *findings);
bool wf_model_load_step(WfModelLoad *load); /* true: there is more to do */
/* Frees @load. Before the last step NULL and WF_ERROR_CANCELLED. */
WfModel *wf_model_load_end(WfModelLoad *load, GError **error);
WfModel *wf_model_ref(WfModel *m);
void wf_model_unref(WfModel *m);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfModel, wf_model_unref)

const char *wf_model_path(const WfModel *m); /* as given */

/* ---- where things stand ---- */

/* A node of one of the model's documents; doc 0 is the template itself. */
typedef struct {
    guint32 doc;
    WfNode node; /* 0: nowhere */
} WfPlace;

guint32 wf_model_n_docs(const WfModel *m);
const WfDoc *wf_model_doc(const WfModel *m, guint32 doc);
const char *wf_model_place_path(const WfModel *m, WfPlace place); /* as the user would write it */
WfSpan wf_model_place_span(const WfModel *m, WfPlace place);
void wf_model_finding(const WfModel *m, WfPlace place, WfFindings *findings, WfCode code,
                      const char *format, ...) G_GNUC_PRINTF(5, 6);
/* "path:line", for reasons and reports. */
char *wf_model_place_text(const WfModel *m, WfPlace place);
/* Every file that was read, for reloading: template, environments, nested ones, get_file. */
const char *const *wf_model_files(const WfModel *m);

/* A value expression: where it stands and in which scope (stack level, group member) it is read. */
typedef guint32 WfScope;
typedef struct {
    WfScope scope;
    WfNode node; /* in the scope's document; 0: no value */
} WfExpr;
WfPlace wf_model_expr_place(const WfModel *m, WfExpr expr);

/* ---- VMs ---- */

guint32 wf_model_n_vms(const WfModel *m);
const char *wf_model_vm_name(const WfModel *m, WfId vm);
WfPlace wf_model_vm_place(const WfModel *m, WfId vm);
WfId wf_model_vm_resource(const WfModel *m, WfId vm);
/* The host a placed template names for it (availability_zone: ZONE:HOST); NULL: it names none.
 * Caller frees. */
char *wf_model_vm_host(const WfModel *m, WfId vm);
/* The VM's components, in file order. */
const WfId *wf_model_vm_components(const WfModel *m, WfId vm, guint32 *ret_n);
bool wf_model_vm_publishes(const WfModel *m, WfId vm); /* another VM reads its facts */
guint wf_model_vm_jobs(const WfModel *m, WfId vm);     /* recipes that run at the same time */

/* ---- components ---- */

typedef enum {
    WF_COMPONENT_RECIPE, /* runs a recipe through a hook */
    WF_COMPONENT_DATA,   /* os-apply-config, Heat::Ungrouped: data only, complete at once */
    WF_COMPONENT_WAIT,   /* a translated wait condition: done when its signals have come */
} WfComponentKind;

typedef enum {
    WF_CREATE = 1,
    WF_UPDATE = 2,
    WF_DELETE = 4,
    WF_SUSPEND = 8,
    WF_RESUME = 16
} WfActions;
const char *wf_action_name(WfActions one);

typedef enum { WF_WAIT_FAIL, WF_WAIT_DEFAULT, WF_WAIT_FOREVER } WfWaitThen;

guint32 wf_model_n_components(const WfModel *m);
const char *wf_model_component_name(const WfModel *m, WfId c);
WfId wf_model_component_find(const WfModel *m, const char *name); /* WF_NONE if unknown */
WfId wf_model_vm_find(const WfModel *m, const char *name);
WfPlace wf_model_component_place(const WfModel *m, WfId c);
WfId wf_model_component_vm(const WfModel *m, WfId c); /* WF_NONE: faulty */
WfComponentKind wf_model_component_kind(const WfModel *m, WfId c);
WfPlace wf_model_component_group_place(const WfModel *m, WfId c); /* where its hook is named */
const char *wf_model_component_group(const WfModel *m,
                                     WfId c);               /* the hook: "script", "ansible" ... */
guint wf_model_component_actions(const WfModel *m, WfId c); /* WfActions that run something */
/* A recipe that sends no signal: what only follows it waits until it is delivered, not until it has
 * ended, and its failure blocks nobody. */
bool wf_model_component_no_signal(const WfModel *m, WfId c);
guint32 wf_model_component_timeout(const WfModel *m, WfId c); /* seconds */
guint32 wf_model_component_retries(const WfModel *m, WfId c);
/* If its agent or machine goes down meanwhile it has failed; any other is begun anew. */
bool wf_model_component_once(const WfModel *m, WfId c);
/* What runs at @action: the recipe's text or structure, its options and hook. False: nothing. */
typedef struct {
    const char *group;
    WfExpr config;         /* node 0: empty */
    WfExpr options;        /* node 0: none */
    const char *input_key; /* StructuredConfig: name of the get_input function; else NULL */
    bool structured;
} WfRecipe;
bool wf_model_component_recipe(const WfModel *m, WfId c, WfActions action, WfRecipe *ret_recipe);
/* The deployment (or group, or wait condition) it comes from; WF_NONE: a `components:` section. */
WfId wf_model_component_deployment(const WfModel *m, WfId c);
/* The nested stack or group member it is in; WF_NONE: the root. */
WfId wf_model_component_owner(const WfModel *m, WfId c);
/* The whole definition as it stands in the file (deployment, component), for showing. */
WfExpr wf_model_component_definition(const WfModel *m, WfId c);

/* ---- inputs and outputs ---- */

typedef struct {
    const char *name;
    const char *type; /* String, Number, CommaDelimitedList, Json, Boolean */
    WfExpr value;     /* node 0: no value (the type's empty one) */
    bool declared, lazy, secret, replace_on_change;
    WfWaitThen then;
    guint32 wait_timeout; /* seconds, 0: for ever */
    WfExpr fallback;      /* the default that `then: default` takes */
} WfInput;

typedef struct {
    const char *name;
    const char *type;
    WfId component;
    bool secret, error_output;
    WfPlace place;
} WfOutput;

guint32 wf_model_n_inputs(const WfModel *m); /* all; a component's are neighbours */
void wf_model_component_inputs(const WfModel *m, WfId c, WfId *ret_first, guint32 *ret_n);
void wf_model_input(const WfModel *m, WfId input, WfInput *ret);
WfId wf_model_input_find(const WfModel *m, WfId c, const char *name); /* WF_NONE: has none */
guint32 wf_model_n_outputs(const WfModel *m);
void wf_model_component_outputs(const WfModel *m, WfId c, WfId *ret_first, guint32 *ret_n);
void wf_model_output(const WfModel *m, WfId output, WfOutput *ret);
WfId wf_model_output_find(const WfModel *m, WfId c, const char *name); /* WF_NONE: declares none */
/* What every component has without declaring it: deploy_stdout, deploy_stderr, deploy_status_code.
 * Only what some input or output of the template reads of them is kept. */
enum { WF_N_IMPLICIT = 3 };
const char *wf_model_implicit_output(guint i);
bool wf_model_output_is_implicit(const char *name);
bool wf_model_component_implicit_is_read(const WfModel *m, WfId c, guint i);

/* ---- reads: where each value comes from ---- */

typedef enum {
    WF_SOURCE_LITERAL,   /* parameter, literal, file: known (or known at launch) */
    WF_SOURCE_COMPONENT, /* output of a component */
    WF_SOURCE_OWN_VM,    /* the agent's own facts */
    WF_SOURCE_OTHER_VM,  /* a fact another VM's agent publishes */
    WF_SOURCE_INFRA,     /* comes with the VM's user_data */
} WfSource;
const char *wf_source_name(WfSource source); /* "literal", "component", "own VM", ... */

/* One reference from a component's input (or order entry) to something. */
typedef struct {
    WfId input; /* WF_NONE: depends_on or get_resource, order only */
    WfSource source;
    WfId target;      /* component, VM or resource, by source; WF_NONE for literals */
    const char *attr; /* output or attribute; NULL for order only */
    WfExpr at;        /* the function that makes the reference */
} WfRead;
guint32 wf_model_n_reads(const WfModel *m);
void wf_model_component_reads(const WfModel *m, WfId c, WfId *ret_first, guint32 *ret_n);
void wf_model_read(const WfModel *m, WfId read, WfRead *ret);
WfId wf_model_read_component(const WfModel *m, WfId read); /* whose it is */

/* ---- the DAG ---- */

typedef enum { WF_EDGE_DATA, WF_EDGE_ORDER, WF_EDGE_RUN_LIST } WfEdgeKind;
const char *wf_edge_kind_name(WfEdgeKind kind); /* "data", "order", "run-list" */

/* Nodes of the graph are the components and, behind them, the VMs as publishers of their facts:
 * node = component id, or wf_model_n_components() + VM id. Edge numbers are the graph's. */
typedef struct {
    guint32 from, to;
    WfEdgeKind kind;
    const char *value; /* data: output or attribute that flows; else NULL */
    WfId input;        /* data: the input that takes it; else WF_NONE */
    WfPlace place;     /* the rule or value that makes the edge */
    bool cross_vm;
    bool lazy;
    bool delivered; /* order after what sends no signal: only until it is delivered */
} WfEdge;
const WfGraph *wf_model_graph(const WfModel *m);
guint32 wf_model_n_nodes(const WfModel *m);
guint32 wf_model_n_edges(const WfModel *m);
void wf_model_edge(const WfModel *m, guint32 edge, WfEdge *ret);
bool wf_model_edge_cross(const WfModel *m, guint32 edge);
WfEdgeKind wf_model_edge_kind(const WfModel *m, guint32 edge);
WfId wf_model_node_vm(const WfModel *m, guint32 node);
bool wf_model_node_is_vm(const WfModel *m, guint32 node);
bool wf_model_node_no_signal(const WfModel *m, guint32 node);
/* "db.install", or "@db" for a VM's facts. */
const char *wf_model_node_name(const WfModel *m, guint32 node);
/* Run list of a VM, in order; n 0: none. */
const WfId *wf_model_vm_run_list(const WfModel *m, WfId vm, guint32 *ret_n);

/* ---- resources ---- */

typedef enum {
    WF_RESOURCE_INFRA, /* anything weft needs no knowledge of */
    WF_RESOURCE_SERVER,
    WF_RESOURCE_CONFIG,      /* SoftwareConfig, StructuredConfig, SoftwareComponent */
    WF_RESOURCE_BOOT_CONFIG, /* MultipartMime, CloudConfig: user_data material */
    WF_RESOURCE_DEPLOYMENT,  /* one component */
    WF_RESOURCE_DEPLOYMENT_GROUP,
    WF_RESOURCE_WAIT,    /* WaitCondition */
    WF_RESOURCE_HANDLE,  /* WaitConditionHandle */
    WF_RESOURCE_NESTED,  /* a nested template */
    WF_RESOURCE_GROUP,   /* ResourceGroup, ResourceChain */
    WF_RESOURCE_SCALING, /* AutoScalingGroup: members have no fixed names */
    WF_RESOURCE_VALUE,   /* OS::Heat::Value */
    WF_RESOURCE_NOTHING, /* OS::Heat::None */
} WfResourceKind;
const char *wf_resource_kind_name(WfResourceKind kind);

guint32 wf_model_n_resources(const WfModel *m);
const char *wf_model_resource_name(const WfModel *m, WfId r); /* flattened */
WfId wf_model_resource_find(const WfModel *m, const char *name);
const char *wf_model_resource_type(const WfModel *m, WfId r); /* after the registry's aliases */
/* What the environments' registry makes of a type that stands elsewhere, such as that of a scaling
 * group's members: another type or a template's path. @type itself if it says nothing. Caller
 * frees. */
char *wf_model_type_target(const WfModel *m, const char *type);
/* Heat itself has no such type: a plug-in of the cloud must have it, or it is a mistake. */
bool wf_model_type_is_own(const char *type);
/* Does it end like the name of a template's file, as the type of a nested stack does? */
bool wf_model_is_template_name(const char *name);
typedef enum {
    WF_UPDATE_UNKNOWN, /* Heat itself has no such type or property */
    WF_UPDATE_IN_PLACE,
    WF_UPDATE_BY_VALUE, /* in place or not: old and new values decide */
    WF_UPDATE_REPLACES,
    WF_UPDATE_REFUSED
} WfUpdate;
/* What Heat does with a resource of that type when the property is changed, as far as the type says
 * so; policies among the other properties may say otherwise. */
WfUpdate wf_model_type_update(const char *type, const char *property);
const char *wf_model_type_nearest(const char *type); /* Heat's own a slip away; NULL: none is */
WfResourceKind wf_model_resource_kind(const WfModel *m, WfId r);
bool wf_model_resource_enabled(const WfModel *m, WfId r); /* its condition, and its parents' */
WfId wf_model_resource_parent(const WfModel *m, WfId r);  /* nested stack or group it is in */
/* All resources, each followed by what is inside of it: the order in which they would stand in one
 * template. Caller frees. */
WfId *wf_model_resource_order(const WfModel *m);
/* A member of a ResourceChain: the one it comes after; else WF_NONE. */
WfId wf_model_resource_previous(const WfModel *m, WfId r);
WfExpr wf_model_resource_definition(const WfModel *m, WfId r);
/* The same without a group's index, which only properties get. */
WfExpr wf_model_resource_plain_definition(const WfModel *m, WfId r);
WfExpr wf_model_resource_property(const WfModel *m, WfId r, const char *name);
WfExpr wf_model_resource_properties(const WfModel *m, WfId r); /* all of them; node 0: none */
bool wf_model_condition_decided(const WfModel *m,
                                const char *name); /* a condition of the root template */
/* What stands behind a `condition:`, for an emitted template: true or false; while it is open a
 * condition of the root keeps its name, and one of a nested stack is written out. New reference;
 * NULL on a fault, which the findings have. */
json_t *wf_model_condition(const WfModel *m, WfExpr at);
WfPlace wf_model_resource_place(const WfModel *m, WfId r);
WfId wf_model_resource_vm(const WfModel *m, WfId r); /* SERVER only, else WF_NONE */
/* The resources in a nested stack or group, at every depth: neighbours. */
void wf_model_resource_inside(const WfModel *m, WfId r, WfId *ret_first, guint32 *ret_n);
/* Is a server or a deployment among them? */
bool wf_model_resource_runs_software(const WfModel *m, WfId r);
/* Handles whose wait conditions have all become components: handle + 1 -> the first of these + 1.
 * Caller unrefs. */
GHashTable *wf_model_signal_handles(const WfModel *m);
/* Components a resource stands for (deployment 1, group n, nested: all inside), file order. */
GArray *wf_model_resource_components(const WfModel *m, WfId r); /* of WfId; caller frees */
bool wf_model_resource_has_components(const WfModel *m, WfId r);
/* Does it only pass on what it waits for itself, to whatever comes after it? */
bool wf_model_resource_passes_on(const WfModel *m, WfId r);
/* A wait condition that does not stay in the template: a component stands for it. */
bool wf_model_wait_is_component(const WfModel *m, WfId r);

/* What a resource's definition refers to: resources, by get_resource, get_attr or depends_on. */
typedef struct {
    WfId from;        /* the resource that refers */
    WfId to;          /* a resource; WF_NONE if it is a component of the short form */
    WfId component;   /* component referred to, or WF_NONE */
    const char *attr; /* NULL: get_resource or depends_on */
    bool order;       /* by depends_on */
    WfExpr at;
} WfLink;
guint32 wf_model_n_links(const WfModel *m);
void wf_model_link(const WfModel *m, WfId link, WfLink *ret);
/* Those of one resource, which are neighbours. */
void wf_model_resource_links(const WfModel *m, WfId r, WfId *ret_first, guint32 *ret_n);

/* ---- scopes: stack levels, group members ---- */

guint32 wf_model_n_scopes(const WfModel *m);
const char *wf_model_scope_prefix(const WfModel *m, WfScope scope);  /* "" or "web.0." */
const char *wf_model_scope_version(const WfModel *m, WfScope scope); /* as written, "2013-05-23" */
/* The resource or component @name of this scope: *ret_resource and *ret_component, WF_NONE if not.
 */
bool wf_model_scope_lookup(const WfModel *m, WfScope scope, const char *name, WfId *ret_resource,
                           WfId *ret_component);

/* ---- parameters and outputs of the template ---- */

typedef struct {
    const char *name;
    const char *type;
    bool hidden;
    bool has_value;       /* given or default */
    const char *given_by; /* "-P", environment path, "default", or NULL */
    bool used_by_infrastructure, used_by_software;
    WfPlace place;
} WfParameter;
guint32 wf_model_n_parameters(const WfModel *m); /* of the root template */
void wf_model_parameter(const WfModel *m, WfId p, WfParameter *ret);
json_t *wf_model_parameter_value(const WfModel *m, WfId p); /* new reference, or NULL */
/* What environments and -P give, put together: {"parameters":, "parameter_defaults":}, each name ->
 * value. New reference. */
json_t *wf_model_environment(const WfModel *m);

typedef struct {
    const char *name;
    WfExpr value;
    bool reads_software;
    WfPlace place;
} WfStackOutput;
guint32 wf_model_n_stack_outputs(const WfModel *m);
void wf_model_stack_output(const WfModel *m, WfId output, WfStackOutput *ret);
/* Marks, by output id, the component outputs that the template's outputs read. */
void wf_model_stack_output_reads(const WfModel *m, guint8 *mark);

/* ---- values ---- */

typedef enum {
    WF_VALUE_KNOWN,    /* everything that can be computed now is */
    WF_VALUE_PORTABLE, /* the root's get_param (and pseudo parameters) stay, for an emitted template
                        */
} WfValueMode;

/* Evaluates. What only a running stack knows stays as an expression in which names are flattened
 * ({"get_attr": ["web.0.db", "url"]}). New reference; on a fault NULL and @error (the model's
 * findings have already said so with a position). */
json_t *wf_model_value(const WfModel *m, WfExpr expr, WfValueMode mode, GError **error);
/* Does any expression name a pseudo parameter (OS::stack_id, ...), or one by a computed name? */
bool wf_model_reads_pseudo(const WfModel *m);
/* Is any hidden parameter or secret output used in it? */
bool wf_model_expr_secret(const WfModel *m, WfExpr expr);
/* What is known of it, to be shown: as WF_VALUE_KNOWN, with WF_TEXT_MASK in place of what uses a
 * secret, and of that alone. New reference. */
json_t *wf_model_value_shown(const WfModel *m, WfExpr expr);
/* Text of a file as get_file gives it (cached); NULL if unreadable. */
GBytes *wf_model_file(const WfModel *m, WfScope scope, const char *name);

/* ---- digests ---- */

/* 128 bits that are equal only where the value is (and differ where it may differ): of the
 * expression as written and of the parameters, files, conditions and outputs of nested stacks it
 * uses. Stable between processes and machines. Not keyed: never store one that covers a secret. */
typedef struct {
    guint64 a, b;
} WfDigest;
WfDigest wf_model_digest(const WfModel *m, WfExpr expr);
/* Are the digests of two expressions equal? Dearer things than texts are digested only where there
 * are some, so this is the quick way to compare what is mostly the same. */
bool wf_model_same(const WfModel *a, WfExpr x, const WfModel *b, WfExpr y);
void wf_digest_mix(WfDigest *digest, const void *data, gsize len);
bool wf_digest_equal(WfDigest x, WfDigest y);
