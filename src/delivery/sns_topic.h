#pragma once

#include <memory>
#include <string>

#include "base/url.h"
#include "delivery/receiver.h"
#include "net/aws_credentials.h"
#include "net/http_client.h"

namespace mta::delivery {

struct SnsOptions {
  Url endpoint;     ///< of SNS in the topic's region
  std::string arn;  ///< `arn:aws:sns:REGION:ACCOUNT:NAME`; no FIFO topic
};

/// The region in a topic's ARN; empty: it is none.
std::string sns_region(const std::string& arn);

/// Publishes events to a topic as text for people, whom SNS sends it to by e-mail.
/// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
/// A try ends within 5 seconds. What is referred to must outlive it.
std::unique_ptr<Receiver> make_sns_topic(SnsOptions options, net::HttpClient& client,
                                         net::AwsCredentialChain& credentials, const Clock& clock);

/// The mail's text.
std::string mail_text(const leads::LeadEvent& event);

}  // namespace mta::delivery
