/* Settings of the application. */
#pragma once

#include <weft/desk.h>

void settings_read(WfDesk *desk); /* the user's, from the configuration folder */
