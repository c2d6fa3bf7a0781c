/* Settings of the application. */
#pragma once

#include "desk.h"

void settings_read(Desk *desk); /* the user's, from the configuration folder */
