/* Constraints of parameters: heat/engine/constraints.py. */
#include "param_priv.h"

#include <math.h>
#include <string.h>
#include <weft/text.h>

static const struct {
    const char *name;
    guint types; /* bits of WfParamType */
} kinds[] = {
    [WF_CONSTRAINT_LENGTH] = {"length",
                              1u << WF_PARAM_STRING | 1u << WF_PARAM_LIST | 1u << WF_PARAM_JSON},
    [WF_CONSTRAINT_RANGE] = {"range", 1u << WF_PARAM_NUMBER},
    [WF_CONSTRAINT_MODULO] = {"modulo", 1u << WF_PARAM_NUMBER},
    [WF_CONSTRAINT_VALUES] = {"allowed_values", 1u << WF_PARAM_STRING | 1u << WF_PARAM_NUMBER |
                                                    1u << WF_PARAM_LIST | 1u << WF_PARAM_BOOLEAN},
    [WF_CONSTRAINT_PATTERN] = {"allowed_pattern", 1u << WF_PARAM_STRING},
    [WF_CONSTRAINT_CUSTOM] = {"custom_constraint", 1u << WF_PARAM_STRING | 1u << WF_PARAM_NUMBER |
                                                       1u << WF_PARAM_LIST |
                                                       1u << WF_PARAM_BOOLEAN},
};

const char *wf_constraint_name(WfConstraintKind kind)
{
    return kinds[kind].name;
}

bool wf_constraint_fits(WfConstraintKind kind, WfParamType type)
{
    return kinds[kind].types >> type & 1;
}

void wf_constraint_clear(WfConstraint *constraint)
{
    g_free(constraint->description);
    g_free(constraint->pattern);
    json_decref(constraint->first);
    json_decref(constraint->second);
    json_decref(constraint->values);
    g_clear_pointer(&constraint->regex, g_regex_unref);
}

bool wf_param_invalid(GError **error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *visible = wf_text_visible(text, -1, 1000);
    g_set_error_literal(error, WF_ERROR, WF_ERROR_INVALID, visible);
    return false;
}

/* ---- reading ---- */

/* Two numbers under their keys; either may be missing. */
static bool parse_pair(const json_t *spec, const char *first, const char *second, const char *name,
                       WfConstraint *c, GError **error)
{
    const char *key;
    json_t *value;

    if (!json_is_object(spec))
        return wf_param_invalid(error, "constraint '%s' must be a map", name);
    json_object_foreach ((json_t *)spec, key, value) {
        json_t **slot = strcmp(key, first) == 0    ? &c->first
                        : strcmp(key, second) == 0 ? &c->second
                                                   : NULL;
        if (!slot)
            return wf_param_invalid(error, "constraint '%s' has no key '%s'", name, key);
        if (json_is_null(value))
            continue;
        *slot = wf_param_number(value);
        if (!*slot)
            return wf_param_invalid(error, "'%s' of constraint '%s' must be a number", key, name);
    }
    return true;
}

static bool parse_limits(const json_t *spec, WfConstraint *c, GError **error)
{
    const char *name = kinds[c->kind].name;

    if (!parse_pair(spec, "min", "max", name, c, error))
        return false;
    if (!c->first && !c->second)
        return wf_param_invalid(error, "constraint '%s' needs a min or a max", name);
    if (c->kind == WF_CONSTRAINT_LENGTH && (json_is_real(c->first) || json_is_real(c->second)))
        return wf_param_invalid(error, "constraint 'length' needs whole numbers");
    return true;
}

static bool parse_modulo(const json_t *spec, WfConstraint *c, GError **error)
{
    if (!parse_pair(spec, "step", "offset", "modulo", c, error))
        return false;
    if (!c->first || !c->second)
        return wf_param_invalid(error, "constraint 'modulo' needs a step and an offset");
    double step = json_is_boolean(c->first) ? json_is_true(c->first) : json_number_value(c->first);
    double offset =
        json_is_boolean(c->second) ? json_is_true(c->second) : json_number_value(c->second);
    if (step != floor(step) || offset != floor(offset) || step == 0 || fabs(offset) >= fabs(step) ||
        step * offset < 0)
        return wf_param_invalid(
            error, "constraint 'modulo' needs a whole step other than 0, and an offset "
                   "of the same sign that is nearer to 0");
    return true;
}

static bool parse_pattern(const json_t *spec, WfConstraint *c, GError **error)
{
    if (!json_is_string(spec) || strlen(json_string_value(spec)) != json_string_length(spec))
        return wf_param_invalid(error, "constraint 'allowed_pattern' must be a text");
    c->pattern = g_strdup(json_string_value(spec));
    c->regex = wf_pattern_compile(c->pattern, error);
    g_prefix_error(error, "constraint 'allowed_pattern': ");
    return c->regex != NULL;
}

static bool parse_spec(const json_t *spec, WfConstraint *c, GError **error)
{
    switch (c->kind) {
    case WF_CONSTRAINT_LENGTH:
    case WF_CONSTRAINT_RANGE:
        return parse_limits(spec, c, error);
    case WF_CONSTRAINT_MODULO:
        return parse_modulo(spec, c, error);
    case WF_CONSTRAINT_VALUES:
        if (!json_is_array(spec))
            return wf_param_invalid(error, "constraint 'allowed_values' must be a list");
        c->values = json_incref((json_t *)spec);
        return true;
    case WF_CONSTRAINT_PATTERN:
        return parse_pattern(spec, c, error);
    case WF_CONSTRAINT_CUSTOM:
        return true;
    }
    return true;
}

bool wf_constraint_parse(const json_t *entry, WfHotVersion version, WfConstraint *ret,
                         GError **error)
{
    /* Where one entry holds several, Heat takes the first of these. */
    static const WfConstraintKind order[] = {WF_CONSTRAINT_MODULO,  WF_CONSTRAINT_RANGE,
                                             WF_CONSTRAINT_LENGTH,  WF_CONSTRAINT_VALUES,
                                             WF_CONSTRAINT_PATTERN, WF_CONSTRAINT_CUSTOM};
    static const char *const keys[] = {
        "description",       "length", "range", "modulo", "allowed_values", "allowed_pattern",
        "custom_constraint", NULL};
    const char *key;
    json_t *value;

    if (!json_is_object(entry))
        return wf_param_invalid(error, "a constraint must be a map");
    json_object_foreach ((json_t *)entry, key, value) {
        if (!g_strv_contains(keys, key))
            return wf_param_invalid(error, "there is no constraint '%s'", key);
    }
    for (guint i = version < WF_HOT_2017_02_24; i < G_N_ELEMENTS(order); i++) {
        const json_t *spec = json_object_get(entry, kinds[order[i]].name);
        if (!spec)
            continue;
        WfConstraint c = {.kind = order[i],
                          .description =
                              g_strdup(json_string_value(json_object_get(entry, "description")))};
        if (parse_spec(spec, &c, error)) {
            *ret = c;
            return true;
        }
        wf_constraint_clear(&c);
        return false;
    }
    return wf_param_invalid(error, "a constraint that constrains nothing");
}

/* ---- checking ---- */

static long double real_of(const json_t *number)
{
    return json_is_real(number)      ? (long double)json_real_value(number)
           : json_is_boolean(number) ? (long double)json_is_true(number)
                                     : (long double)json_integer_value(number);
}

static bool within(const WfConstraint *c, long double value)
{
    return (!c->first || value >= real_of(c->first)) && (!c->second || value <= real_of(c->second));
}

static bool in_range(const WfConstraint *c, const json_t *value)
{
    json_auto_t *number = wf_param_number(value);
    if (!number)
        return false;
    long double real = real_of(number), step = real_of(c->first ? c->first : number);
    bool ok;
    if (c->kind == WF_CONSTRAINT_RANGE) {
        ok = within(c, real);
    } else { /* the remainder has the sign of the step */
        long double rest = fmodl(real, step);
        if (rest != 0 && (rest < 0) != (step < 0))
            rest += step;
        ok = rest == real_of(c->second);
    }
    return ok;
}

static bool has_length(const WfConstraint *c, const json_t *value)
{
    if (json_is_string(value))
        return within(c, (long double)g_utf8_strlen(json_string_value(value),
                                                    (gssize)json_string_length(value)));
    if (json_is_array(value))
        return within(c, (long double)json_array_size(value));
    return json_is_object(value) && within(c, (long double)json_object_size(value));
}

/* A value as the parameter's type has it; NULL if it cannot be. New reference. */
static json_t *typed(WfParamType type, const json_t *value)
{
    bool truth;
    if (type == WF_PARAM_NUMBER)
        return wf_param_number(value);
    if (type == WF_PARAM_BOOLEAN)
        return wf_param_boolean(value, &truth) ? json_boolean(truth) : NULL;
    if (type == WF_PARAM_STRING) {
        g_autoptr(GString) text = g_string_new(NULL);
        wf_py_append_str(text, value);
        return json_stringn(text->str, text->len);
    }
    return json_incref((json_t *)value);
}

static bool contains(const json_t *list, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (wf_py_equal(json_array_get(list, i), value))
            return true;
    }
    return false;
}

/* Of a list every item must be allowed, as written; anything else is compared as
 * the type has it, and then all that is allowed must be of the type. */
static bool is_allowed(const WfConstraint *c, WfParamType type, json_t *value)
{
    size_t i;
    json_t *item;

    if (json_is_array(value)) {
        json_array_foreach (value, i, item) {
            if (!contains(c->values, item))
                return false;
        }
        return true;
    }
    json_auto_t *mine = typed(type, value);
    bool found = false, good = mine != NULL;
    json_array_foreach (good ? c->values : NULL, i, item) {
        json_t *theirs = typed(type, item);
        good = good && theirs;
        found |= theirs && wf_py_equal(mine, theirs);
        json_decref(theirs);
    }
    return good && found;
}

/* What is allowed but is of another type, and lets nothing pass; NULL: none is. */
static const json_t *alien(const WfConstraint *c, WfParamType type)
{
    size_t i;
    json_t *item;

    json_array_foreach (c->values, i, item) {
        json_auto_t *value = typed(type, item);
        if (!value)
            return item;
    }
    return NULL;
}

static void append_limits(GString *out, const WfConstraint *c)
{
    static const char *const words[][3] = {
        [WF_CONSTRAINT_LENGTH] = {"its length must be", " at least ", " at most "},
        [WF_CONSTRAINT_RANGE] = {"it must be", " at least ", " at most "},
        [WF_CONSTRAINT_MODULO] = {"it must be", " a multiple of ", " plus "},
    };
    g_string_append(out, words[c->kind][0]);
    if (c->first) {
        g_string_append(out, words[c->kind][1]);
        wf_py_append_json(out, c->first, false);
    }
    if (c->first && c->second && c->kind != WF_CONSTRAINT_MODULO)
        g_string_append(out, " and");
    if (c->second) {
        g_string_append(out, words[c->kind][2]);
        wf_py_append_json(out, c->second, false);
    }
}

/* What the constraint asks for, in words. */
static char *demand(const WfConstraint *c, WfParamType type)
{
    GString *out = g_string_new(NULL);
    const json_t *wrong = c->kind == WF_CONSTRAINT_VALUES ? alien(c, type) : NULL;
    if (c->kind == WF_CONSTRAINT_PATTERN)
        g_string_append_printf(out, "it must match %s", c->pattern);
    else if (wrong) {
        wf_py_append_json(out, wrong, false);
        g_string_append_printf(out, " in it is no %s", wf_param_type_name(type));
    } else if (c->kind == WF_CONSTRAINT_VALUES) {
        g_string_append(out, "it must be one of ");
        wf_py_append_json(out, c->values, false);
    } else
        append_limits(out, c);
    return g_string_free(out, FALSE);
}

static bool violated(const WfConstraint *c, WfParamType type, const json_t *value, bool hidden,
                     GError **error)
{
    g_autofree char *text = hidden ? g_strdup("the value") : wf_py_json_dumps(value, false);
    g_autofree char *words = demand(c, type);

    if (strlen(text) > 100)
        memcpy(text + 97, "...", 4); /* JSON as Python writes it is ASCII */
    if (c->description)
        return wf_param_invalid(error, "%s (%s: %s)", c->description, kinds[c->kind].name, words);
    return wf_param_invalid(error, "%s breaks constraint '%s': %s", text, kinds[c->kind].name,
                            words);
}

bool wf_constraint_check(const WfConstraint *c, WfParamType type, const json_t *value, bool hidden,
                         GError **error)
{
    bool good = true;

    switch (c->kind) {
    case WF_CONSTRAINT_LENGTH:
        good = has_length(c, value);
        break;
    case WF_CONSTRAINT_RANGE:
    case WF_CONSTRAINT_MODULO:
        good = in_range(c, value);
        break;
    case WF_CONSTRAINT_VALUES:
        good = is_allowed(c, type, (json_t *)value);
        break;
    case WF_CONSTRAINT_PATTERN:
        good = json_is_string(value);
        if (good && !wf_pattern_matches(c->regex, json_string_value(value),
                                        json_string_length(value), &good, error))
            return false;
        break;
    case WF_CONSTRAINT_CUSTOM:
        break;
    }
    return good || violated(c, type, value, hidden, error);
}
