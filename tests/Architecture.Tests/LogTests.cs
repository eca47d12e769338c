using Mono.Cecil;

namespace Transcribe.Architecture.Tests;

/// <summary>Every log message of all projects has a unique id.</summary>
public sealed class LogTests
{
    [Fact]
    public void LogIds_OfAllProjects_AreUnique()
    {
        var ids = Walls.Allowed.Keys.SelectMany(Messages).ToArray();

        Assert.NotEmpty(ids);
        Assert.Empty(
            ids.GroupBy(message => message.Id)
                .Where(same => same.Count() > 1)
                .Select(same => $"{same.Key}: {string.Join(", ", same.Select(message => message.Name))}"));
    }

    private static List<(int Id, string Name)> Messages(string project)
    {
        using var assembly = Walls.Read(project);
        return [.. from type in assembly.MainModule.GetTypes()
                   from method in type.Methods
                   from attribute in method.CustomAttributes
                   where attribute.AttributeType.Name == "LoggerMessageAttribute"
                   select (EventId(attribute), $"{type.Name}.{method.Name}")];
    }

    private static int EventId(CustomAttribute attribute) => (int)attribute.ConstructorArguments[0].Value;
}
