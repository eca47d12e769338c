using Transcribe.Core;

namespace Transcribe.Operations.Sql;

/// <summary>The names of <see cref="SqlSession.LockAsync"/>.</summary>
internal static class SqlLocks
{
    /// <summary>Held alone, no receiver is added; shared, none is removed.</summary>
    public const string Receivers = "receivers";

    /// <summary>Held alone, nobody else adds an operation of the caller.</summary>
    public static string Additions(Caller caller) => $"additions {caller.Tenant} {caller.Account}";
}
