using Transcribe.Core;

namespace Transcribe.Audio.Spool;

/// <summary>Where audio is spooled if the settings do not say. A shared temporary folder is the last resort.</summary>
internal static class SpoolLocation
{
    private const string Service = "transcribe";
    private const string Spool = "spool";

    /// <summary>The absolute path of the root of the spool.</summary>
    /// <param name="setting">The folder of the settings; null or empty if there is none.</param>
    /// <param name="variable">Returns an environment variable.</param>
    public static string Find(string? setting, Func<string, string?> variable)
    {
        if (setting is { Length: > 0 })
            return Path.GetFullPath(setting);
        // systemd separates several folders by colons.
        if (variable("STATE_DIRECTORY") is { Length: > 0 } states)
            return Path.Combine(states.Split(':')[0], Spool);
        return Cache(variable) is { } cache && TryCreate(Path.Combine(cache, Service)) is { } own
            ? Path.Combine(own, Spool)
            : Path.Combine(Path.GetTempPath(), $"{Service}-spool-{Environment.UserName}");
    }

    // The XDG Base Directory Specification ignores relative paths.
    private static string? Cache(Func<string, string?> variable) =>
        variable("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache) ? cache
        : variable("HOME") is { } home && Path.IsPathRooted(home) && Directory.Exists(home) ? Path.Combine(home, ".cache")
        : null;

    // A service's user often has a home folder that it cannot write to.
    private static string? TryCreate(string folder)
    {
        try
        {
            PrivateFolder.Create(Path.Combine(folder, Spool));
            return folder;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
