/* What an update does to a resource: changed in place, or replaced. The model knows what each type
 * of Heat's does; policies of a server decide what changes of its other properties do. */
#include "plan_priv.h"

#include <string.h>

static const char *policy(const json_t *properties, const char *name, const char *normally)
{
    const char *given = json_string_value(json_object_get(properties, name));

    return given ? given : normally;
}

/* Rebuilt, the server stays, but its disk does not. */
static WfChange server_change(const json_t *properties, const char *property)
{
    if (strcmp(property, "image") == 0) {
        const char *how = policy(properties, "image_update_policy", "REBUILD");
        return strcmp(how, "REPLACE") == 0 ? WF_CHANGE_REPLACE : WF_CHANGE_REBUILD;
    }
    if (strcmp(property, "flavor") == 0) {
        const char *how = policy(properties, "flavor_update_policy", "RESIZE");
        return strcmp(how, "REPLACE") == 0 ? WF_CHANGE_REPLACE : WF_CHANGE_IN_PLACE;
    }
    if (strcmp(property, "user_data") == 0) {
        const char *how = policy(properties, "user_data_update_policy", "REPLACE");
        return strcmp(how, "IGNORE") == 0    ? WF_CHANGE_IN_PLACE
               : strcmp(how, "REBUILD") == 0 ? WF_CHANGE_REBUILD
                                             : WF_CHANGE_REPLACE;
    }
    return WF_CHANGE_IN_PLACE;
}

WfChange wf_plan_rule(const char *type, const char *property, const json_t *properties)
{
    static const WfChange changes[] = {[WF_UPDATE_UNKNOWN] = WF_CHANGE_UNKNOWN,
                                       [WF_UPDATE_IN_PLACE] = WF_CHANGE_IN_PLACE,
                                       [WF_UPDATE_BY_VALUE] = WF_CHANGE_UNKNOWN,
                                       [WF_UPDATE_REPLACES] = WF_CHANGE_REPLACE,
                                       [WF_UPDATE_REFUSED] = WF_CHANGE_REFUSED};
    WfUpdate update = wf_model_type_update(type, property);

    if (update == WF_UPDATE_BY_VALUE && strcmp(type, "OS::Nova::Server") == 0)
        return server_change(properties, property);
    return changes[update];
}
