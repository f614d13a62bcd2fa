using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Millwright.Host.Http.Annotations;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Sql;
using Millwright.Host.Http.Values;

namespace Millwright.Host.Http.Resources;

/// <summary>All that the API sends and takes as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    Converters = [typeof(TagValueJson), typeof(TimestampJson)])]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(NewUser))]
[JsonSerializable(typeof(SignInLinkRequest))]
[JsonSerializable(typeof(SignInLink))]
[JsonSerializable(typeof(UserItem))]
[JsonSerializable(typeof(Page<UserItem>))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(IssuedToken))]
[JsonSerializable(typeof(Page<TokenItem>))]
[JsonSerializable(typeof(NodeAnswer))]
[JsonSerializable(typeof(Page<AssetAnswer>))]
[JsonSerializable(typeof(Page<TagAnswer>))]
[JsonSerializable(typeof(TagDetailAnswer))]
[JsonSerializable(typeof(Page<ValueAnswer>))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(RawHistoryAnswer))]
[JsonSerializable(typeof(DeletionDone))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(AnnotationBody))]
[JsonSerializable(typeof(AnnotationAnswer))]
[JsonSerializable(typeof(Page<AnnotationAnswer>))]
[JsonSerializable(typeof(Page<EventAnswer>))]
[JsonSerializable(typeof(Page<CommandAnswer>))]
[JsonSerializable(typeof(CommandBody))]
[JsonSerializable(typeof(ConditionBody))]
[JsonSerializable(typeof(CommandDone))]
[JsonSerializable(typeof(EventAnswer[]))]
[JsonSerializable(typeof(SqlBody))]
[JsonSerializable(typeof(SqlAbout))]
[JsonSerializable(typeof(LedgerAnswer))]
[JsonSerializable(typeof(Page<ConnectionAnswer>))]
[JsonSerializable(typeof(ConnectionDetailAnswer))]
[JsonSerializable(typeof(BrowseRequest))]
[JsonSerializable(typeof(Page<BrowseAnswer>))]
[JsonSerializable(typeof(WriteBody))]
[JsonSerializable(typeof(WriteDone))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(PublishedAnswer))]
[JsonSerializable(typeof(BrokerAnswer))]
[JsonSerializable(typeof(Page<BrokerSessionAnswer>))]
[JsonSerializable(typeof(Page<BrokerSubscriptionAnswer>))]
[JsonSerializable(typeof(Page<BrokerTopicAnswer>))]
[JsonSerializable(typeof(BrokerPublishBody))]
[JsonSerializable(typeof(BrokerPublished))]
[JsonSerializable(typeof(CertificatesAnswer))]
[JsonSerializable(typeof(CertificateAnswer))]
[JsonSerializable(typeof(CertificateBody))]
[JsonSerializable(typeof(ConfigurationAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ApiJson : JsonSerializerContext;
