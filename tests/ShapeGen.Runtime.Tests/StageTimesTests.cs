using System.Diagnostics;

namespace ShapeGen.Runtime.Tests;

public class StageTimesTests
{
    [Fact]
    public void Stages_take_the_time_between_them()
    {
        StageTimes times = new("first", "second");
        Assert.Equal(["first", "second"], times.Names);
        long begin = Stopwatch.GetTimestamp();
        long since = begin;
        times.CountCall();
        for (int block = 0; block < 3; block++)
        {
            times.Add(0, ref since);
            Thread.Sleep(2);
            times.Add(1, ref since);
        }

        Assert.Equal(1, times.Calls);
        Assert.Equal(since - begin, times.Ticks[0] + times.Ticks[1]);
        Assert.True(times.Ticks[1] >= Stopwatch.Frequency * 5 / 1000, $"{times.Ticks[1]}");
        Assert.True(since <= Stopwatch.GetTimestamp());
    }

    [Fact]
    public void Reset_begins_again()
    {
        StageTimes times = new("only");
        long since = 0;
        times.CountCall();
        times.Add(0, ref since);
        times.Reset();
        Assert.Equal(0, times.Calls);
        Assert.Equal([0], times.Ticks.ToArray());
        Assert.Equal(["only"], times.Names);
    }
}
