"""Python's own client over TCP: with the right password, a wrong one, and none.

usage: tcp.py PORT
"""
import sys
import xmlrpc.client

for who in ("amy:se%3Acret@", "amy:wrong@", ""):
    proxy = xmlrpc.client.ServerProxy("http://%s127.0.0.1:%s/RPC2" % (who, sys.argv[1]))
    try:
        print(who, proxy.supervisor.getState())
    except xmlrpc.client.ProtocolError as error:
        print(who, error.errcode, error.headers["WWW-Authenticate"])
