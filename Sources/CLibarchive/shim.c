#include "CLibarchive.h"
