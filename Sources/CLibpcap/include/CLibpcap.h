#ifndef NETPROOF_CLIBPCAP_H
#define NETPROOF_CLIBPCAP_H
#include <pcap/pcap.h>
#endif
