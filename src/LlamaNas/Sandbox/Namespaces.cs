namespace LlamaNas.Sandbox;

/// <summary>Linux namespaces by util-linux's <c>unshare</c>; as a user by way of a user namespace, as root by giving up root's rights inside.</summary>
internal sealed class Namespaces : IIsolation
{
    private const string Nobody = "65534";

    /// <inheritdoc/>
    public string Name => "unshare";

    /// <inheritdoc/>
    public IReadOnlyList<string> Around(string prefix, string folder, IEnumerable<string> command)
    {
        string[] user = Environment.IsPrivilegedProcess ? [] : ["--user", "--map-root-user"];
        string[] identity = Environment.IsPrivilegedProcess ? ["--reuid", Nobody, "--regid", Nobody, "--clear-groups"] : [];
        return
        [
            "unshare", .. user, "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--",
            "/bin/sh", "-c", SandboxScripts.Enter, "enter.sh", folder, prefix,
            "setpriv", .. identity, "--no-new-privs", "--bounding-set", "-all", "--inh-caps", "-all", "--pdeathsig", "KILL", "--", .. command,
        ];
    }
}
