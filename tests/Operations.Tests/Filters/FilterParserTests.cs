using System.Globalization;
using Transcribe.Operations.Filters;

namespace Transcribe.Operations.Tests.Filters;

public sealed class FilterParserTests
{
    [Theory]
    [InlineData("", "Queued Running Succeeded Failed Cancelled")]
    [InlineData("done", "Succeeded Failed Cancelled")]
    [InlineData("done=true", "Succeeded Failed Cancelled")]
    [InlineData("done:true", "Succeeded Failed Cancelled")]
    [InlineData("done != true", "Queued Running")]
    [InlineData("-done", "Queued Running")]
    [InlineData("NOT done", "Queued Running")]
    [InlineData("state = \"FAILED\"", "Failed")]
    [InlineData("state:FAILED", "Failed")]
    [InlineData("state != FAILED AND done", "Succeeded Cancelled")]
    [InlineData("state = QUEUED OR state = RUNNING", "Queued Running")]
    [InlineData("done AND state = QUEUED OR state = FAILED", "Failed")]
    [InlineData("NOT (state = QUEUED OR done)", "Running")]
    [InlineData("done state = FAILED", "Failed")]
    [InlineData("done AND NOT done", "")]
    public void Parse_States_SelectsThem(string filter, string states) => Assert.Equal(
        states, string.Join(' ', FilterParser.Parse(filter).States.Members));

    [Theory]
    [InlineData("create_time >= \"2026-01-31T12:00:00Z\"", "2026-01-31T12:00:00.0000000", "9999-12-31T23:59:59.9999999")]
    [InlineData("create_time > 2026-01-31T12:00:00Z", "2026-01-31T12:00:00.0000001", "9999-12-31T23:59:59.9999999")]
    [InlineData("create_time < '2026-01-31T13:00:00+01:00'", "0001-01-01T00:00:00.0000000", "2026-01-31T12:00:00.0000000")]
    [InlineData("create_time < 2026-01-31T12:00:00.5", "0001-01-01T00:00:00.0000000", "2026-01-31T12:00:00.5000000")]
    [InlineData("create_time < 2026-01-31T12:00:00.123456789Z", "0001-01-01T00:00:00.0000000", "2026-01-31T12:00:00.1234568")]
    [InlineData("create_time <= 2026-01-31", "0001-01-01T00:00:00.0000000", "2026-01-31T00:00:00.0000001")]
    [InlineData("create_time=2026-01-31T12:00:00Z", "2026-01-31T12:00:00.0000000", "2026-01-31T12:00:00.0000001")]
    [InlineData(
        "create_time > 2026-01-01 AND (create_time < 2026-02-01 AND done)", "2026-01-01T00:00:00.0000001", "2026-02-01T00:00:00.0000000")]
    public void Parse_Times_GivesTheirRange(string filter, string from, string before)
    {
        var parsed = FilterParser.Parse(filter);

        Assert.Equal((from, before), (Text(parsed.From), Text(parsed.Before)));
    }

    [Theory]
    [InlineData("done", null, 3)]
    [InlineData("tenant = acme", "acme", 5)]
    [InlineData("done AND tenant:\"jwt:a b\"", "jwt:a b", 3)]
    [InlineData("tenant = '' AND done", "", 3)]
    [InlineData("tenant = a AND tenant = a", "a", 5)]
    [InlineData("tenant = a AND tenant = b", "a", 0)]
    public void Parse_Tenant_IsOneAtMost(string filter, string? tenant, int states)
    {
        var parsed = FilterParser.Parse(filter);

        Assert.Equal((tenant, states), (parsed.Tenant, parsed.States.Members.Count()));
    }

    [Theory]
    [InlineData("colour = red", "it has 'colour' in place of done, state, create_time or tenant")]
    [InlineData("state = LOST", "it has 'LOST' in place of one of QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED")]
    [InlineData("state", "it has the end in place of =, != or :")]
    [InlineData("state < FAILED", "it has '<' in place of =, != or :")]
    [InlineData("done = maybe", "it has 'maybe' in place of true or false")]
    [InlineData("create_time > soon", "it has 'soon' in place of a time such as \"2026-01-31T12:00:00Z\"")]
    [InlineData("create_time > \"01/02/2026\"", "it has '\"01/02/2026\"' in place of a time such as \"2026-01-31T12:00:00Z\"")]
    [InlineData("create_time > 12:00", "it has '12:00' in place of a time such as \"2026-01-31T12:00:00Z\"")]
    [InlineData("create_time > '31 January 2026'", "it has ''31 January 2026'' in place of a time such as \"2026-01-31T12:00:00Z\"")]
    [InlineData("create_time > 2026-01-31T12", "it has '2026-01-31T12' in place of a time such as \"2026-01-31T12:00:00Z\"")]
    [InlineData("create_time > 2026-02-30", "it has '2026-02-30' in place of a time such as \"2026-01-31T12:00:00Z\"")]
    [InlineData("create_time != 2026-01-31", "it has '!=' in place of =, <, <=, > or >=")]
    [InlineData("(done", "it has the end in place of )")]
    [InlineData("done)", "it has ')' in place of AND or the end")]
    [InlineData(
        "done OR create_time > 2026-01-31", "it has 'create_time' in place of a state, because times and tenants cannot be joined by OR")]
    [InlineData("tenant != acme", "it has '!=' in place of = or :")]
    [InlineData("tenant =", "it has the end in place of a name such as \"acme\"")]
    [InlineData("tenant = (", "it has '(' in place of a name such as \"acme\"")]
    [InlineData("tenant = a OR tenant = b", "it has 'tenant' in place of a state, because times and tenants cannot be joined by OR")]
    [InlineData("NOT create_time > 2026-01-31", "it has 'NOT' in place of a state, because times and tenants cannot be negated")]
    public void Parse_NotUnderstood_NamesThePlace(string filter, string problem)
    {
        var refused = Assert.Throws<OperationException>(() => FilterParser.Parse(filter));

        Assert.Equal(
            (OperationError.InvalidArgument, $"The filter '{filter}' is not understood: {problem}"), (refused.Error, refused.Message));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture).TrimEnd('Z');
}
