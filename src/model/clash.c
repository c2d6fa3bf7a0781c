/* One name for two things. In a template it is said where the second one is declared; what is
 * inside of stacks and groups has a name of its own only once the model is flattened. */
#include "model_priv.h"

/* Of everything with a name, by symbol: an entity, 0: nothing. */
typedef struct {
    WfModel *m;
    Entity *of;
} Taken;

/* A deployment has the name of its component, and they are one thing. */
static bool is_its_resource(const WfModel *m, const Component *c)
{
    return c->resource != WF_NONE && RESOURCE(m, c->resource)->name == c->name;
}

/* The stack or group that it is inside of, of deployments, too; WF_NONE. */
static WfId owner_of(const WfModel *m, Entity e)
{
    if (!ENTITY_IS_COMPONENT(e))
        return RESOURCE(m, ENTITY_ID(e))->parent;
    WfId deployment = COMPONENT(m, ENTITY_ID(e))->resource;
    return deployment == WF_NONE || is_its_resource(m, COMPONENT(m, ENTITY_ID(e)))
               ? wf_model_component_owner(m, ENTITY_ID(e))
               : deployment;
}

/* It is said of the one that is not inside of anything, which is easily renamed. */
static void say(WfModel *m, WfSym name, Entity a, Entity b)
{
    Entity outer = owner_of(m, a) == WF_NONE ? a : b, inner = outer == a ? b : a;
    WfExpr at = wf_entity_key(m, outer);
    WfId owner = owner_of(m, inner);

    wf_fault(m, at.scope, at.node, WF_CODE_CLASH,
             "'%s' is the name of two things once the model is flattened",
             wf_names_text(m->names, name));
    wf_fault_other(m, inner);
    if (owner == WF_NONE)
        wf_fault_hint(m, "rename one of them");
    else
        wf_fault_hint(m, "what is inside of '%s' is called '%s.NAME' there: rename one of them",
                      wf_names_text(m->names, RESOURCE(m, owner)->name),
                      wf_names_text(m->names, RESOURCE(m, owner)->name));
}

static void take(Taken *t, WfSym name, Entity e)
{
    if (t->of[name])
        say(t->m, name, t->of[name], e);
    else
        t->of[name] = e;
}

void wf_clash_check(WfModel *m)
{
    g_autofree Entity *of = g_new0(Entity, wf_names_n(m->names));
    Taken taken = {m, of};

    if (!m->findings)
        return;
    for (WfId r = 0; r < m->resources->len; r++)
        if (wf_model_resource_enabled(m, r))
            take(&taken, RESOURCE(m, r)->name, ENTITY_RESOURCE(r));
    for (WfId c = 0; c < m->components->len; c++)
        if (!is_its_resource(m, COMPONENT(m, c)))
            take(&taken, COMPONENT(m, c)->name, ENTITY_COMPONENT(c));
}
