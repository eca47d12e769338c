namespace Transcribe.Server.Access;

/// <summary>Who may see a page that is not part of the API.</summary>
public enum PageAccess
{
    /// <summary>Everybody.</summary>
    Open,

    /// <summary>Callers with a key, as for calls.</summary>
    Keyed,

    /// <summary>Nobody: the page does not exist.</summary>
    Closed,
}
