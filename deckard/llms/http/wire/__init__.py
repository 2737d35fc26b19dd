"""The connection to a server: address, proxy, certificates, deadlines, the reply as it comes."""
