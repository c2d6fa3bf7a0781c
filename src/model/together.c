/* Properties that exclude or need one another, in types that weft only copies: what the validate()
 * of Heat's plug-ins refuses. Other releases may know better, so these are warnings. */
#include "schema.h"

#include <string.h>

typedef enum {
    NOT_BOTH,   /* of which both are neither false nor empty */
    NOT_BESIDE, /* that both stand there; Heat takes null for an empty text */
    ONE_OF,
    NEEDS,
    NEEDS_VALUE,
    SAME,
} Rule;

/* Of names with a bar between the second is an older one; what follows '=' is a value. */
static const struct {
    const char *type;
    Rule rule;
    const char *a, *b;
} rules[] = {
    {"OS::Cinder::Volume", NOT_BOTH, "image", "imageRef"},
    {"OS::Heat::ScalingPolicy", NEEDS_VALUE, "min_adjustment_step",
     "adjustment_type=percent_change_in_capacity"},
    {"OS::Neutron::FloatingIP", NEEDS, "fixed_ip_address", "port_id"},
    {"OS::Neutron::Port", NOT_BOTH, "fixed_ips", "no_fixed_ips"},
    {"OS::Neutron::Router", NOT_BOTH, "distributed", "ha"},
    {"OS::Neutron::RouterInterface", NOT_BESIDE, "subnet|subnet_id", "port|port_id"},
    {"OS::Neutron::RouterInterface", ONE_OF, "subnet|subnet_id", "port|port_id"},
    {"OS::Neutron::SecurityGroupRule", NOT_BESIDE, "remote_group", "remote_ip_prefix"},
    {"OS::Neutron::Subnet", NOT_BOTH, "subnetpool", "cidr"},
    {"OS::Neutron::Subnet", NOT_BOTH, "prefixlen", "cidr"},
    {"OS::Neutron::Subnet", ONE_OF, "subnetpool", "cidr"},
    {"OS::Neutron::Subnet", NEEDS_VALUE, "ipv6_address_mode", "ip_version=6"},
    {"OS::Neutron::Subnet", NEEDS_VALUE, "ipv6_ra_mode", "ip_version=6"},
    {"OS::Neutron::Subnet", SAME, "ipv6_address_mode", "ipv6_ra_mode"},
};

/* The property, under whichever of its names it stands. */
static WfExpr find(WfModel *m, WfId r, const char *names, char **ret_name)
{
    g_auto(GStrv) all = g_strsplit(names, "|", -1);
    WfExpr found = {0, 0};

    for (guint i = 0; all[i] && !found.node; i++) {
        found = wf_property_written(m, r, all[i]);
        if (found.node || i == 0) {
            g_free(*ret_name);
            *ret_name = g_strdup(all[i]);
        }
    }
    return found;
}

/* It is there, and neither false nor empty. */
static bool counts(WfModel *m, WfExpr e)
{
    g_auto(WfGiven) given = {0};

    return e.node && wf_given_read(m, e, &given) && given.kind != WF_NULL &&
           (given.text.len || given.size || given.number != 0);
}

/* It is there for sure, whatever it may be: no `if` leaves it out. */
static bool stands(WfModel *m, WfExpr e)
{
    WfNode arg;
    WfPresence presence = wf_presence(m, e);

    return presence == WF_SET ? wf_taken(m, e).node != 0
                              : presence == WF_OPEN && wf_call_at(m, e, &arg) != WF_FN_IF;
}

/* Is it something else for sure, be it because it is not there? */
static bool differs(WfModel *m, WfExpr e, WfStr wanted)
{
    g_auto(WfGiven) given = {0};

    if (!e.node)
        return true;
    if (!wf_given_read(m, e, &given))
        return false;
    if (given.kind == WF_INT)
        return given.number != g_ascii_strtod(wanted.s, NULL);
    return given.text.len != wanted.len || memcmp(given.text.s, wanted.s, wanted.len) != 0;
}

/* @wanted: the name of a property and its value. */
static bool lacks_value(WfModel *m, WfId r, const char *wanted)
{
    g_auto(GStrv) parts = g_strsplit(wanted, "=", 2);

    return differs(m, wf_property_written(m, r, parts[0]), (WfStr){parts[1], strlen(parts[1])});
}

static bool are_different(WfModel *m, WfExpr x, WfExpr y)
{
    g_auto(WfGiven) given = {0};

    return counts(m, x) && counts(m, y) && wf_given_read(m, x, &given) && differs(m, y, given.text);
}

static void warn(WfModel *m, WfId r, WfNode node, const char *type, const char *text)
{
    const Resource *res = RESOURCE(m, r);

    wf_fault(m, res->scope, node ? node : res->key, WF_CODE_PROPERTY, "%s: %s", type, text);
    if (m->findings && !m->muted)
        wf_findings_severity(m->findings, WF_WARNING);
}

static void check(WfModel *m, WfId r, guint i)
{
    g_autofree char *a = NULL, *b = NULL, *text = NULL;
    WfExpr x = find(m, r, rules[i].a, &a), y = find(m, r, rules[i].b, &b);
    bool no_x = wf_presence(m, x) == WF_ABSENT, no_y = wf_presence(m, y) == WF_ABSENT;
    bool apart = rules[i].rule == NOT_BOTH || rules[i].rule == NOT_BESIDE;

    if ((rules[i].rule == NOT_BOTH && counts(m, x) && counts(m, y)) ||
        (rules[i].rule == NOT_BESIDE && stands(m, x) && stands(m, y)))
        text = g_strdup_printf("'%s' cannot stand beside '%s'", b, a);
    else if (rules[i].rule == ONE_OF && no_x && no_y)
        text = g_strdup_printf("needs '%s' or '%s'", a, b);
    else if (rules[i].rule == NEEDS && !no_x && no_y)
        text = g_strdup_printf("'%s' needs '%s'", a, b);
    else if (rules[i].rule == NEEDS_VALUE && wf_presence(m, x) == WF_SET && lacks_value(m, r, b))
        text = g_strdup_printf("'%s' needs %s", a, b);
    else if (rules[i].rule == SAME && are_different(m, x, y))
        text = g_strdup_printf("'%s' and '%s' must be the same", a, b);
    if (text)
        warn(m, r, apart ? y.node : x.node, rules[i].type, text);
}

void wf_together_check(WfModel *m, WfId r)
{
    const char *type = wf_model_resource_type(m, r);

    for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
        if (strcmp(type, rules[i].type) == 0)
            check(m, r, i);
}
