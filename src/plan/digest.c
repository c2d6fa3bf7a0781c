/* Digests of components: where they are equal, nothing differs that makes one run again. */
#include "plan_priv.h"

#include <string.h>

static void mix_text(WfDigest *d, const char *text)
{
    wf_digest_mix(d, text ? text : "", text ? strlen(text) : 0);
}

static void mix_digest(WfDigest *d, WfDigest other)
{
    wf_digest_mix(d, &other, sizeof other);
}

/* Order of inputs, outputs and edges does not count: their digests are summed. */
static void add_digest(WfDigest *sum, WfDigest other)
{
    sum->a += other.a;
    sum->b += other.b;
}

static WfDigest input_digest(const WfModel *m, const WfInput *input)
{
    WfDigest d = {1, 2};
    guint8 flags = input->lazy;

    mix_text(&d, input->name);
    mix_text(&d, input->type);
    wf_digest_mix(&d, &flags, 1);
    mix_digest(&d, wf_model_digest(m, input->value));
    return d;
}

static WfDigest output_digest(const WfOutput *output)
{
    WfDigest d = {3, 4};
    guint8 flags = output->secret | output->error_output << 1;

    mix_text(&d, output->name);
    wf_digest_mix(&d, &flags, 1);
    return d;
}

/* What a component follows by order: depends_on, not the place in a run list, which says nothing
 * about what it does. */
static WfDigest order_digest(const WfModel *m, WfId c)
{
    WfDigest sum = {5, 6};
    WfId first;
    guint32 n;

    wf_model_component_reads(m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfRead read;
        WfDigest one = {7, 8};
        wf_model_read(m, i, &read);
        if (read.source != WF_SOURCE_COMPONENT || read.attr)
            continue;
        if (wf_model_component_no_signal(m, read.target))
            mix_text(&one, "delivered");
        mix_text(&one, wf_model_component_name(m, read.target));
        add_digest(&sum, one);
    }
    return sum;
}

/* Most actions run one and the same config: its digest is made once. */
typedef struct {
    WfExpr config;
    WfDigest digest;
} KnownConfig;

static WfDigest config_digest(const WfModel *m, WfExpr config, KnownConfig *known)
{
    if (!known->config.node || known->config.node != config.node ||
        known->config.scope != config.scope)
        *known = (KnownConfig){config, wf_model_digest(m, config)};
    return known->digest;
}

static WfDigest recipe_digest(const WfModel *m, WfId c, WfActions action, KnownConfig *known)
{
    WfDigest d = {9, action};
    WfRecipe recipe;

    if (!wf_model_component_recipe(m, c, action, &recipe))
        return d;
    mix_text(&d, recipe.group);
    mix_text(&d, recipe.input_key);
    mix_digest(&d, config_digest(m, recipe.config, known));
    if (recipe.options.node)
        mix_digest(&d, wf_model_digest(m, recipe.options));
    return d;
}

WfDigest wf_plan_component_digest(const WfModel *m, WfId c)
{
    WfDigest d = {11, 12}, sum = {0, 0};
    WfId first, vm = wf_model_component_vm(m, c);
    guint32 n;
    guint actions = wf_model_component_actions(m, c);
    KnownConfig known = {{0, 0}, {0, 0}};

    mix_text(&d, vm == WF_NONE ? "" : wf_model_vm_name(m, vm));
    mix_text(&d, wf_model_component_group(m, c));
    wf_digest_mix(&d, &actions, sizeof actions);
    for (guint a = WF_CREATE; a <= WF_RESUME; a <<= 1)
        if (actions & a)
            mix_digest(&d, recipe_digest(m, c, a, &known));
    wf_model_component_inputs(m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfInput input;
        wf_model_input(m, i, &input);
        add_digest(&sum, input_digest(m, &input));
    }
    wf_model_component_outputs(m, c, &first, &n);
    for (WfId o = first; o < first + n; o++) {
        WfOutput output;
        wf_model_output(m, o, &output);
        add_digest(&sum, output_digest(&output));
    }
    for (guint i = 0; i < WF_N_IMPLICIT; i++)
        if (wf_model_component_implicit_is_read(m, c, i))
            mix_text(&d, wf_model_implicit_output(i));
    mix_digest(&d, sum);
    mix_digest(&d, order_digest(m, c));
    return d;
}
