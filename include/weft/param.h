/* Template parameters: types, conversion and constraints exactly as Heat's.
 *
 * A WfParam is the checked entry of a template's `parameters:`. It turns the
 * raw value a user or environment gives into the value that get_param has.
 *
 *     g_autoptr(WfParam) port = wf_param_new("port", schema, version, &error);
 *     json_t *value = wf_param_value(port, raw, &error);
 *
 * Errors: WF_ERROR_INVALID for a bad schema or value, WF_ERROR_NOT_FOUND for a
 * missing value. The message names the constraint, or is its description; of a
 * hidden parameter it never shows the value. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <weft/expr.h>

typedef enum {
    WF_PARAM_STRING,
    WF_PARAM_NUMBER,
    WF_PARAM_LIST, /* comma_delimited_list */
    WF_PARAM_JSON,
    WF_PARAM_BOOLEAN,
    WF_N_PARAM_TYPES
} WfParamType;

bool wf_param_type_parse(const char *text, WfParamType *ret_type);
/* What may stand in a parameter; NULL ends. A version knows all of it or less. */
const char *const *wf_param_keys(void);
bool wf_param_has_key(const char *key, WfHotVersion version);
const char *wf_param_type_name(WfParamType type);

typedef struct WfParam WfParam;

/* Checks one entry of `parameters:`, its constraints and its default. */
WfParam *wf_param_new(const char *name, const json_t *schema, WfHotVersion version, GError **error);
void wf_param_free(WfParam *param);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfParam, wf_param_free)

WfParamType wf_param_type(const WfParam *param);
const json_t *wf_param_default(const WfParam *param); /* raw; NULL if none. Borrowed. */

/* Value of the parameter when given @raw; NULL or JSON null means not given:
 * then @fallback (an environment's parameter_defaults; NULL: none), then the
 * default. Custom constraints are taken as met: only a cloud can check them.
 * New reference. */
json_t *wf_param_value(const WfParam *param, const json_t *raw, const json_t *fallback,
                       GError **error);
/* What a nested stack's property makes of what it is given, for wf_param_value() of its parameter:
 * it takes less than a parameter does, of null it makes an empty value. New reference. */
json_t *wf_param_property(WfParamType type, const json_t *value, GError **error);
/* Conversion alone, without a schema. */
json_t *wf_param_convert(WfParamType type, const json_t *raw, GError **error);
